namespace Spotnana.Webhooks.Tests.Support;

/// <summary>A test that waits in vain fails with what it waited for.</summary>
public sealed class WaitTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_wait_ends_with_its_condition()
    {
        var asked = 0;

        await Wait.UntilAsync(() => ++asked == 3);

        Assert.Equal(3, asked);
        Assert.Equal(5, await Wait.ForAsync(() => ++asked, count => count == 5));
    }

    [Fact]
    public async Task A_wait_in_vain_quotes_its_condition_or_says_what_the_test_says()
    {
        var asked = 0;

        var quoted = await Assert.ThrowsAsync<TimeoutException>(() => Wait.UntilAsync(() => asked++ < 0, bound: _short));
        var said = await Assert.ThrowsAsync<TimeoutException>(
            () => Wait.UntilAsync(() => Task.FromResult(false), () => "rain, but it was dry", _short));

        Assert.Equal("Not within 0.02 s: () => asked++ < 0", quoted.Message);
        Assert.Equal("Not within 0.02 s: rain, but it was dry", said.Message);
    }

    [Fact]
    public async Task A_wait_in_vain_for_a_value_says_what_it_saw_last()
    {
        var quoted = await Assert.ThrowsAsync<TimeoutException>(() => Wait.ForAsync(() => 4, count => count == 5, bound: _short));
        var said = await Assert.ThrowsAsync<TimeoutException>(
            () => Wait.ForAsync(() => Task.FromResult(4), count => count == 5, "five", _short));

        Assert.Equal("Not within 0.02 s: count => count == 5. Last seen: 4", quoted.Message);
        Assert.Equal("Not within 0.02 s: five. Last seen: 4", said.Message);
    }

    [Fact]
    public async Task A_call_is_made_again_only_after_failures_that_may_pass_and_not_for_ever()
    {
        var calls = 0;
        static bool Passes(Exception failure) => failure is IOException;

        Assert.Equal(3, await Wait.SucceedsAsync(() => ++calls < 3 ? throw new IOException() : Task.FromResult(calls), Passes));

        await Assert.ThrowsAsync<IOException>(() => Wait.SucceedsAsync<int>(() => throw new IOException(), Passes, _short));
        await Assert.ThrowsAsync<NotSupportedException>(() => Wait.SucceedsAsync<int>(() => throw new NotSupportedException(), Passes));
    }
}
