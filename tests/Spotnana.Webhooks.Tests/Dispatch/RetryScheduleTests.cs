using Spotnana.Webhooks.Dispatch;

namespace Spotnana.Webhooks.Tests.Dispatch;

public sealed class RetryScheduleTests
{
    private static readonly DispatchOptions _options = new()
    {
        FirstRetryDelay = TimeSpan.FromSeconds(2),
        MaxRetryDelay = TimeSpan.FromMinutes(30),
    };

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(5, 32)]
    [InlineData(10, 1024)]
    [InlineData(11, 1800)]
    [InlineData(1_000_000, 1800)]
    public void The_longest_pause_doubles_with_each_failure_up_to_its_bound(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new RetrySchedule(_options, new Random(1)).LongestDelayAfter(attempt));

    [Fact]
    public void The_pause_is_spread_over_the_whole_range_so_that_failures_do_not_come_back_together()
    {
        var schedule = new RetrySchedule(_options, new Random(1));

        var pauses = Enumerable.Range(0, 10_000).Select(_ => schedule.DelayAfter(3) / TimeSpan.FromSeconds(8)).ToList();

        Assert.All(pauses, pause => Assert.InRange(pause, 0, 1));
        for (var tenth = 0; tenth < 10; tenth++)
            Assert.InRange(pauses.Count(pause => (int)(pause * 10) == tenth), 800, 1200);
    }
}
