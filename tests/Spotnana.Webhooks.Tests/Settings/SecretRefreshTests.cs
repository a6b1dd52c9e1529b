using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Tests.Settings;

public sealed class SecretRefreshTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void It_reads_for_the_first_caller_and_again_once_the_last_reading_is_old()
    {
        var readings = 0;
        var refresh = new SecretRefresh(TimeSpan.FromSeconds(2), _time, () => readings++);

        refresh.ReadIfOld();
        refresh.ReadIfOld();
        Assert.Equal(1, readings);

        _time.Advance(TimeSpan.FromSeconds(1.9));
        refresh.ReadIfOld();
        Assert.Equal(1, readings);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        refresh.ReadIfOld();
        refresh.ReadIfOld();
        Assert.Equal(2, readings);
    }

    [Fact]
    public async Task Whoever_comes_during_a_reading_waits_for_it_and_does_not_read_again()
    {
        using var reading = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        var readings = 0;
        var refresh = new SecretRefresh(TimeSpan.FromSeconds(2), _time, () =>
        {
            reading.Set();
            end.Wait();
            readings++;
        });

        var first = Task.Run(refresh.ReadIfOld);
        reading.Wait();
        var second = Task.Run(refresh.ReadIfOld);
        Assert.False(second.IsCompleted);
        end.Set();
        await Task.WhenAll(first, second);

        Assert.Equal(1, readings);
    }
}
