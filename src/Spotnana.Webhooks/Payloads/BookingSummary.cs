using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Payloads;

/// <summary>The line of a booking: <c>Ticketed: AC 848 YYZ 12 Apr 18:05 → LHR 13 Apr 06:10, 1 ticket, 812.40 CAD</c>.</summary>
internal static class BookingSummary
{
    private const int MostWays = 2;

    public static EventSummary Of(Booking booking, Operation? operation)
    {
        var head = operation?.Name switch
        {
            "BOOKING_TICKETED" => "Ticketed",
            "BOOKING_CREATED" => "Booked",
            "SPLIT_PNR_CREATED" => "Split off",
            "BOOKING_OTHER_UPDATE" => "Updated",
            { Length: > 0 } name => SummaryWords.Of(name),
            _ => "Booking",
        };
        var ways = Ways(booking).ToList();
        var tickets = booking.Tickets.Count(ticket => !ticket.IsAncillary);
        var more = ways.Count > MostWays ? $"{ways.Count - MostWays} more" : null;
        return new EventSummary(
            SummaryWords.Line(head,
            [
                .. ways.Take(MostWays), more, SummaryWords.Count(tickets, "ticket", "tickets"), booking.Total?.ToString(),
                booking.ReplacedBy is null ? null : $"replaced by {booking.ReplacedBy}",
            ]),
            SummaryWords.Line(head, booking.Type == BookingType.Unknown ? null : TypeOf(booking), SummaryWords.OfStatus(booking.Status)));
    }

    /// <summary>What is used on the way; several flights of one leg are one way.</summary>
    public static IEnumerable<string> Ways(Booking booking) =>
        booking is AirBooking air ? air.Legs.Select(Way) : booking.Segments.Select(Way);

    private static string Way(Leg leg)
    {
        if (leg.Flights.Count == 0)
            return "";
        var (first, last) = (leg.Flights[0], leg.Flights[^1]);
        return SummaryWords.Join(
            string.Join('/', leg.Flights.Select(flight => flight.Designator)),
            SummaryWords.Way(
                SummaryWords.Join($"{first.From}", SummaryWords.Clock(first.StartsAt)),
                SummaryWords.Join($"{last.To}", SummaryWords.Clock(last.EndsAt))));
    }

    private static string Way(Segment segment) => segment switch
    {
        Stay stay => string.Join(", ", new[]
        {
            stay.Supplier, stay.From?.City, SummaryWords.Way(SummaryWords.Day(stay.StartsAt), SummaryWords.Day(stay.EndsAt)),
        }.Where(part => !string.IsNullOrEmpty(part))),
        _ => SummaryWords.Join(
            segment is RailLeg ? segment.Number ?? segment.Supplier : segment.Supplier,
            SummaryWords.Way(
                SummaryWords.Join(PlaceOf(segment.From), SummaryWords.Clock(segment.StartsAt)),
                SummaryWords.Join(PlaceOf(segment.To), SummaryWords.Clock(segment.EndsAt)))),
    };

    // Few know the codes of stations.
    private static string? PlaceOf(Place? place) => place?.City ?? place?.Name ?? place?.Code;

    private static string TypeOf(Booking booking) => booking.Type.ToString().ToLowerInvariant();
}
