namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task Waiting_ends_at_once_when_work_is_due()
    {
        await AppendAsync(Make.Entry("a"));

        await EndsAsync(Inbox.WaitForWorkAsync("h", default));
    }

    [Fact]
    public async Task Waiting_ends_when_a_delivery_is_stored()
    {
        var wait = Inbox.WaitForWorkAsync("h", default);

        await AppendAsync(Make.Entry(Make.Delivery("a"), "other"));
        Assert.False(wait.IsCompleted);
        await AppendAsync(Make.Entry("b"));

        await EndsAsync(wait);
    }

    [Fact]
    public async Task Waiting_ends_when_a_lease_is_given_back_or_its_lane_goes_on()
    {
        await AppendAsync(Make.Entry("a", occurred: 1), Make.Entry("b", occurred: 2));
        var lease = await LeaseOneAsync();
        var wait = Inbox.WaitForWorkAsync("h", default);
        Assert.True(await SettleAsync(Settlement.Released(lease, Time.GetUtcNow())));
        await EndsAsync(wait);

        lease = await LeaseOneAsync();
        wait = Inbox.WaitForWorkAsync("h", default);
        await CompleteAsync(lease);
        await EndsAsync(wait);
    }

    [Fact]
    public async Task Waiting_ends_when_a_retry_is_due()
    {
        await AppendAsync(Make.Entry("a"));
        var lease = await LeaseOneAsync();
        var wait = Inbox.WaitForWorkAsync("h", default); // at first for the end of the lease
        var due = Time.GetUtcNow() + TimeSpan.FromSeconds(2);
        Assert.True(await SettleAsync(Settlement.Retry(lease, default, "no", due)));
        Assert.False(wait.IsCompleted);

        await AdvanceUntilAsync(wait, TimeSpan.FromMilliseconds(500));

        Assert.True(Time.GetUtcNow() >= due);
        Assert.Equal(2, (await LeaseOneAsync()).Attempt);
    }

    [Fact]
    public async Task Waiting_ends_when_a_lease_expires()
    {
        await AppendAsync(Make.Entry("a"));
        await LeaseOneAsync();

        await AdvanceUntilAsync(Inbox.WaitForWorkAsync("h", default), TimeSpan.FromSeconds(5));

        Assert.True(Time.GetUtcNow() >= Make.Start + Minute);
        Assert.Equal(2, (await LeaseOneAsync()).Attempt);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var wait = Inbox.WaitForWorkAsync("h", stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EndsAsync(wait));
    }

    [Fact]
    public async Task No_wake_up_is_lost()
    {
        for (var i = 0; i < 200; i++)
        {
            var wait = Inbox.WaitForWorkAsync("h", default);
            await AppendAsync(Make.Entry($"{i}"));
            await EndsAsync(wait);
            await CompleteAsync(await LeaseOneAsync());
        }
    }

    private static Task EndsAsync(Task wait) => wait.WaitAsync(TimeSpan.FromSeconds(20));

    // The wait may look at the clock at any moment: go on until it has seen its time.
    private async Task AdvanceUntilAsync(Task wait, TimeSpan step)
    {
        while (!wait.IsCompleted)
        {
            Time.Advance(step);
            await Inbox.ProbeAsync(default);
            await Task.Yield();
        }

        await wait;
    }
}
