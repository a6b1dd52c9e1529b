using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Tests.Payloads;

/// <summary>Clocks' times as instants.</summary>
public sealed class LocalTimeTests
{
    [Fact]
    public void Where_the_zone_is_known_it_is_one_instant()
    {
        var time = new LocalTime(new DateTime(2026, 9, 15, 13, 55, 0), "Europe/Berlin");

        Assert.Equal(new DateTimeOffset(2026, 9, 15, 11, 55, 0, TimeSpan.Zero), time.Instant);
        Assert.Equal((time.Instant, time.Instant), (time.Earliest, time.Latest));
    }

    [Fact]
    public void The_hour_that_comes_twice_in_autumn_is_two_instants()
    {
        var time = new LocalTime(new DateTime(2026, 10, 25, 2, 30, 0), "Europe/Berlin");

        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), time.Earliest);
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 1, 30, 0, TimeSpan.Zero), time.Latest);
        Assert.Equal(time.Latest, time.Instant);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Nowhere/Known")]
    public void Without_a_zone_it_is_any_instant_at_which_a_clock_on_earth_shows_it(string? zone)
    {
        var time = new LocalTime(new DateTime(2026, 9, 15, 13, 55, 0), zone);

        Assert.Null(time.Instant);
        Assert.Equal(new DateTimeOffset(2026, 9, 14, 23, 55, 0, TimeSpan.Zero), time.Earliest);
        Assert.Equal(new DateTimeOffset(2026, 9, 16, 1, 55, 0, TimeSpan.Zero), time.Latest);
    }

    [Fact]
    public void An_offset_that_is_not_in_whole_minutes_is_still_an_instant() => Assert.Equal(
        new DateTimeOffset(2026, 9, 15, 11, 54, 30, TimeSpan.Zero),
        new LocalTime(new DateTime(2026, 9, 15, 13, 55, 0), Offset: new TimeSpan(2, 0, 30)).Instant);

    [Fact]
    public void At_the_ends_of_the_calendar_nothing_is_thrown()
    {
        Assert.Equal(DateTimeOffset.MinValue, new LocalTime(DateTime.MinValue, "Europe/Berlin").Instant);
        Assert.Equal(DateTimeOffset.MinValue, new LocalTime(DateTime.MinValue).Earliest);
        Assert.Equal(DateTimeOffset.MaxValue, new LocalTime(DateTime.MaxValue).Latest);
    }
}
