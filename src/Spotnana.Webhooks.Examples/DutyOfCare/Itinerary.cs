using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Examples.DutyOfCare;

/// <summary>
/// Tells where the travelers of a booking are. In doubt it says that somebody is there: a false alarm costs less than a missed one.
/// </summary>
public static class Itinerary
{
    /// <summary>
    /// For how long one counts as at a place before the first departure from it and after the last arrival at it, as far as the booking
    /// does not tell: a day.
    /// </summary>
    public static readonly TimeSpan Around = TimeSpan.FromDays(1);

    /// <summary>All presences of a booking. None of one that is cancelled.</summary>
    /// <param name="booking">The booking.</param>
    public static IReadOnlyList<Presence> Of(Booking booking)
    {
        var used = booking.Segments.Where(segment => !booking.IsCancelled && !segment.IsCancelled && segment.StartsAt is not null)
            .OrderBy(Start).ToList();
        return [.. used.SelectMany((segment, i) => Of(segment, used.ElementAtOrDefault(i - 1), used.ElementAtOrDefault(i + 1)))
            .Where(visit => visit.Place is not null)
            .SelectMany(visit => booking.Travelers.Select(traveler =>
                new Presence(traveler, visit.Place!, visit.IsOnTheWay, visit.From, visit.Until, visit.Segment)))];
    }

    private static IEnumerable<Visit> Of(Segment segment, Segment? before, Segment? after)
    {
        var (start, end) = (Start(segment), End(segment));
        if (segment is Stay or CarRental) // a car is somewhere between its two counters
            return [new(segment.From, false, start, end, segment), new(segment.To, false, start, end, segment)];
        var since = before is not null && End(before) > start - Around ? End(before) : start - Around;
        return
        [
            new(segment.From, false, since, start, segment),
            new(segment.To, true, start, end, segment),
            new(segment.To, false, end, after is null ? end + Around : Start(after), segment),
        ];
    }

    private static DateTimeOffset Start(Segment segment) => segment.StartsAt!.Value.Earliest;

    private static DateTimeOffset End(Segment segment) => (segment.EndsAt ?? segment.StartsAt!.Value).Latest;

    private sealed record Visit(Place? Place, bool IsOnTheWay, DateTimeOffset From, DateTimeOffset Until, Segment Segment);
}
