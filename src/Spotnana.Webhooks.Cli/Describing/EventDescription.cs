using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Cli.Describing;

/// <summary>Makes of an event what <c>describe</c> prints.</summary>
internal static class EventDescription
{
    /// <exception cref="PayloadException">The payload does not fit its event type.</exception>
    public static DescriptionJson Of(Envelope envelope, ReadOnlyMemory<byte> body)
    {
        var known = new DescriptionJson
        {
            EventType = envelope.EventType.Name,
            Operation = envelope.Operation?.Raw,
            OccurredAt = envelope.OccurredAt?.UtcDateTime,
            OrganizationId = envelope.OrganizationId,
            Summary = EventSummary.Of(envelope.EventType, envelope.Operation, body).Full,
        };
        return envelope.EventType.Name switch
        {
            "PNR_V3" => With(known, Booking.Parse(body)),
            "TRIP_DETAILS_V3" => With(known, Trip.Parse(body)),
            "TRAVELER_V2" => With(known, Traveler.Parse(body)),
            "PNR_APPROVAL" => With(known, ApprovalRequest.Parse(body)),
            "AGENT_TASK_DETAILS" => With(known, AgentTask.Parse(body)),
            "SERVICE_CHARGE" => With(known, ServiceCharge.Parse(body)),
            _ => known,
        };
    }

    private static DescriptionJson With(DescriptionJson known, Booking booking) => WithBookings(known, [booking]) with
    {
        Type = "booking",
        PnrId = booking.PnrId,
        TripId = booking.TripId,
        Version = booking.Version,
        BookingType = booking.Type == BookingType.Unknown ? null : booking.Type.ToString().ToUpperInvariant(),
        Status = booking.Status,
        OrganizationId = booking.OrganizationId ?? known.OrganizationId,
        Total = PriceOf(booking.Total?.Total),
        Replaces = Some(booking.Replaces),
    };

    private static DescriptionJson With(DescriptionJson known, Trip trip)
    {
        var bookings = WithBookings(known, trip.Bookings);
        return bookings with
        {
            Type = "trip",
            TripId = trip.Id,
            Status = trip.Status,
            OrganizationId = trip.OrganizationId ?? known.OrganizationId,
            Travelers = bookings.Travelers ?? TravelerOf(trip.TravelerId),
            Total = PriceOf(trip.Total?.Total),
            Replaces = Some(trip.Bookings.SelectMany(booking => booking.Replaces)),
        };
    }

    private static DescriptionJson With(DescriptionJson known, Traveler traveler) => known with
    {
        Type = "traveler",
        OrganizationId = traveler.Organization?.Id ?? known.OrganizationId,
        Travelers = TravelerOf(traveler.Id, traveler.Name, traveler.Email),
    };

    private static DescriptionJson With(DescriptionJson known, ApprovalRequest request) => known with
    {
        Type = "approval",
        PnrId = request.PnrId,
        TripId = request.TripId,
    };

    private static DescriptionJson With(DescriptionJson known, AgentTask task) => known with
    {
        Type = "task",
        PnrId = task.PnrId,
        TripId = task.TripId,
        Status = task.Status,
        OrganizationId = task.Organization?.Id ?? known.OrganizationId,
        Travelers = task.Traveler is { } person ? TravelerOf(person.Id, person.Name, person.Email) : null,
    };

    private static DescriptionJson With(DescriptionJson known, ServiceCharge charge)
    {
        var total = charge.Total ?? charge.Amount;
        return known with
        {
            Type = "charge",
            PnrId = charge.PnrId,
            TripId = charge.TripId,
            Version = charge.PnrVersion,
            Status = charge.PaymentStatus,
            OrganizationId = charge.OrganizationId ?? known.OrganizationId,
            Travelers = TravelerOf(charge.TravelerId),
            Total = PriceOf(total),
            Fees = total is null && charge.FeeType is null ? null : [FeeOf(total, charge.FeeType, charge.PaymentStatus, charge.ChargeId)],
        };
    }

    private static DescriptionJson WithBookings(DescriptionJson known, IReadOnlyList<Booking> bookings) => known with
    {
        Travelers = Some(bookings.SelectMany(booking => booking.Travelers)
            .SelectMany(traveler => TravelerOf(traveler.Id, traveler.Name, traveler.Email) ?? []).Distinct()),
        Segments = Some(bookings.SelectMany(booking => booking.Segments).Select(SegmentOf)),
        Tickets = Some(bookings.SelectMany(booking => booking.Tickets).Select(ticket => new DescriptionJson.Ticket(
            ticket.Number, ticket.Status, ticket.Total?.Amount, CurrencyOf(ticket.Total)))),
        Fees = Some(bookings.SelectMany(booking => booking.ServiceFees)
            .Select(fee => FeeOf(fee.Fare?.Total, fee.Type, fee.Status, fee.ChargeId))),
        Invoices = Some(bookings.SelectMany(booking => booking.Invoices).Select(invoice => new DescriptionJson.Invoice(invoice.Number))
            .Where(invoice => invoice.Number is not null)),
    };

    private static DescriptionJson.Segment SegmentOf(Segment segment) => new(
        segment.Kind.ToString().ToLowerInvariant(), segment.Supplier, segment.Number, segment.Confirmation,
        PlaceOf(segment, segment.From), PlaceOf(segment, segment.To), segment.StartsAt?.Clock, segment.EndsAt?.Clock,
        segment.Cabin, segment.Status);

    // Railways have codes of stations by the dozen.
    private static string? PlaceOf(Segment segment, Place? place) =>
        (segment is RailLeg ? place?.Name : null) ?? (place?.ToString() is { Length: > 0 } text ? text : null);

    private static IReadOnlyList<DescriptionJson.Traveler>? TravelerOf(string? id, PersonName? name = null, string? email = null)
    {
        var words = name?.ToString() is { Length: > 0 } text ? text : null;
        return (id ?? words ?? email) is null ? null : [new DescriptionJson.Traveler(id, words, email)];
    }

    private static DescriptionJson.Price? PriceOf(Money? money) =>
        money is { } known ? new DescriptionJson.Price(known.Amount, CurrencyOf(money)) : null;

    private static DescriptionJson.Fee FeeOf(Money? money, string? type, string? status, string? chargeId) =>
        new(money?.Amount, CurrencyOf(money), type, status, chargeId);

    private static string? CurrencyOf(Money? money) => money?.Currency is { Length: > 0 } currency ? currency : null;

    private static List<T>? Some<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } some ? some : null;
}
