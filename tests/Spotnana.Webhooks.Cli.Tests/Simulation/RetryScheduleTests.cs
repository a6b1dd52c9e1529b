using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Cli.Simulation.Records;
using Spotnana.Webhooks.Cli.Simulation.Sending;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Five_retries_are_immediate_then_pauses_double_to_half_a_day_over_two_weeks()
    {
        var pauses = Pauses(timescale: 1);

        Assert.All(pauses[..5], pause => Assert.Equal(TimeSpan.Zero, pause));
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512], pauses[5..15].Select(pause => pause.TotalMinutes));
        Assert.All(pauses[15..], pause => Assert.Equal(TimeSpan.FromHours(12), pause));
        Assert.Equal(41, pauses.Count);
        Assert.InRange(pauses.Aggregate((sum, pause) => sum + pause), TimeSpan.FromDays(13.5), TimeSpan.FromDays(14));
    }

    [Fact]
    public void The_timescale_compresses_two_weeks_to_twenty_minutes() =>
        Assert.InRange(
            Pauses(timescale: 0.001).Aggregate((sum, pause) => sum + pause), TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(20.2));

    [Fact]
    public async Task A_rate_starts_each_at_its_time_counted_from_the_first()
    {
        var clock = new FakeTimeProvider();
        var pace = new Pace(rate: 10, clock);

        await pace.WaitAsync(0, CancellationToken.None);
        var fifth = pace.WaitAsync(5, CancellationToken.None).AsTask();
        Assert.False(fifth.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(500));
        await fifth;
        clock.Advance(TimeSpan.FromSeconds(10));
        await pace.WaitAsync(6, CancellationToken.None);
    }

    [Theory]
    [InlineData(new long[] { }, 0, 0, 0, 0)]
    [InlineData(new long[] { 7 }, 7, 7, 7, 7)]
    [InlineData(new long[] { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 }, 5, 9, 10, 10)]
    public void Percentiles_are_answers_that_came(long[] milliseconds, long p50, long p90, long p99, long max) =>
        Assert.Equal(new LatencyFigures(p50, p90, p99, max), LatencyFigures.Of(milliseconds));

    private static List<TimeSpan> Pauses(double timescale)
    {
        var schedule = new RetrySchedule(timescale);
        var pauses = new List<TimeSpan>();
        while (schedule.After(pauses.Count + 1) is { } pause)
            pauses.Add(pause);
        return pauses;
    }
}
