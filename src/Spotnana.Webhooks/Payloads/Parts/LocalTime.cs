using System.Globalization;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A time on the clock of a place: Spotnana gives those of departures, check-ins and pick-ups without a zone.</summary>
/// <param name="Clock">What the clock at the place shows.</param>
/// <param name="TimeZone">The place's zone, such as <c>Europe/Berlin</c>, where the payload names it.</param>
/// <param name="Offset">The clock's distance from UTC, where the payload gives it.</param>
public readonly record struct LocalTime(DateTime Clock, string? TimeZone = null, TimeSpan? Offset = null)
{
    // The clocks that are farthest ahead of UTC, and farthest behind it.
    private static readonly TimeSpan _farthestAhead = TimeSpan.FromHours(14);
    private static readonly TimeSpan _farthestBehind = TimeSpan.FromHours(-12);

    /// <summary>
    /// The same as an instant. Null where the payload names no zone, or this machine does not know it. Of the hour that comes twice in
    /// autumn it is the later one.
    /// </summary>
    public DateTimeOffset? Instant => Offset is { } offset ? At(offset) : Zone is { } zone ? At(zone.GetUtcOffset(Clock)) : null;

    /// <summary>
    /// The earliest instant that it can be. It is <see cref="Instant"/>, but for the hour that comes twice in autumn, and where that is not
    /// known: then it is the first instant at which a clock somewhere on earth shows this.
    /// </summary>
    public DateTimeOffset Earliest => At(Offset ?? Offsets.Max());

    /// <summary>The latest instant that it can be.</summary>
    public DateTimeOffset Latest => At(Offset ?? Offsets.Min());

    private TimeZoneInfo? Zone => TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private TimeSpan[] Offsets => Zone is not { } zone ? [_farthestBehind, _farthestAhead]
        : zone.IsAmbiguousTime(Clock) ? zone.GetAmbiguousTimeOffsets(Clock)
        : [zone.GetUtcOffset(Clock)];

    /// <summary>For people: <c>2026-04-12 18:05</c>.</summary>
    public override string ToString() => Clock.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    internal static LocalTime? Read(Node node, string? timeZone) => node.Clock is { } clock ? new LocalTime(clock, timeZone) : null;

    /// <summary>Reads a clock's time beside the instant.</summary>
    internal static LocalTime? Read(Node local, Node instant, string? timeZone)
    {
        if ((local.Clock ?? instant.Clock) is not { } clock)
            return null;
        var offset = clock - instant.Instant?.UtcDateTime;
        return new LocalTime(clock, timeZone, offset is { } distance && distance.Duration() <= TimeSpan.FromHours(14) ? distance : null);
    }

    // At the ends of the calendar an offset leads out of it; one that is not in whole minutes cannot be shown.
    private DateTimeOffset At(TimeSpan offset)
    {
        var utc = new DateTimeOffset(
            Math.Clamp(Clock.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
        return utc.Ticks + offset.Ticks == Clock.Ticks && offset.Ticks % TimeSpan.TicksPerMinute == 0 ? utc.ToOffset(offset) : utc;
    }
}
