using System.Globalization;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A time on the clock of a place: Spotnana gives those of departures, check-ins and pick-ups without a zone.</summary>
/// <param name="Clock">What the clock at the place shows.</param>
/// <param name="TimeZone">The place's zone, such as <c>Europe/Berlin</c>, where the payload names it.</param>
/// <param name="Offset">The clock's distance from UTC, where the payload gives it.</param>
public readonly record struct LocalTime(DateTime Clock, string? TimeZone = null, TimeSpan? Offset = null)
{
    /// <summary>
    /// The same as an instant. Null where the payload names no zone, or this machine does not know it. Of the hour that comes twice in
    /// autumn it is the later one.
    /// </summary>
    public DateTimeOffset? Instant
    {
        get
        {
            if (Offset is { } offset)
                return new DateTimeOffset(Clock, offset);
            return TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
                ? new DateTimeOffset(Clock, zone.GetUtcOffset(Clock))
                : null;
        }
    }

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
}
