using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>A booking of train journeys.</summary>
public sealed record RailBooking : Booking
{
    /// <inheritdoc/>
    public override BookingType Type => BookingType.Rail;

    /// <summary>All trains and what else the railway lets one use, in order.</summary>
    public IReadOnlyList<RailLeg> Legs { get; init; } = [];

    /// <summary>The way there.</summary>
    public RailJourney? Outward { get; init; }

    /// <summary>The way back.</summary>
    public RailJourney? Inward { get; init; }

    /// <summary>A word such as <c>ONE_WAY</c>, <c>RETURN</c> or <c>OPEN_RETURN</c>.</summary>
    public string? JourneyType { get; init; }

    /// <summary>What it costs.</summary>
    public Fare? Rate { get; init; }

    /// <summary>The railway's number of the booking.</summary>
    public string? Confirmation { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Segment> Segments => Legs;

    /// <inheritdoc/>
    public override IReadOnlyList<Ticket> Tickets => AllTickets;

    internal IReadOnlyList<Ticket> AllTickets { get; init; } = [];

    internal static RailBooking Read(Node node, BookingReading booking)
    {
        var (outward, inward) = (RailJourney.Read(node["outwardJourney"u8]), RailJourney.Read(node["inwardJourney"u8]));
        var confirmation = node["vendorConfirmationNumber"u8].Text;
        var legs = node["legInfos"u8].Elements
            .Select((leg, i) => RailLeg.Read(leg, i, StatusOf(i, outward, inward), confirmation, booking)).ToList();
        return new RailBooking
        {
            Legs = legs,
            Outward = outward,
            Inward = inward,
            JourneyType = node["type"u8].Text,
            Rate = Fare.Read(node["rate"u8]),
            Confirmation = confirmation,
            AllTickets = node["tickets"u8].List(ticket => ReadTicket(ticket, node["passengerInfos"u8], booking)),
        };
    }

    private static string? StatusOf(int leg, RailJourney? outward, RailJourney? inward) =>
        inward?.Legs.Contains(leg) == true ? inward.Status : outward?.Status;

    private static Ticket? ReadTicket(Node node, Node passengers, BookingReading booking)
    {
        if (node["ticketNumber"u8].Text is not { } number)
            return null;
        var refunded = Money.Read(node["refundedPrice"u8]);
        return new Ticket
        {
            Number = number,
            Traveler = PassengerOf(node, passengers, booking),
            IssuedAt = node["issuedDateTime"u8].Clock,
            Fare = Money.Read(node["price"u8]) is { } price ? new Fare { Base = price } : null,
            Refund = refunded is { Amount: > 0 } back ? new Refund(new Fare { Base = back }, null, null) : null,
        };
    }

    // Tickets name passengers by their place, and passengers name travelers by their ids.
    private static BookedTraveler? PassengerOf(Node ticket, Node passengers, BookingReading booking)
    {
        var (all, refs) = (passengers.Elements, ticket["passengerRefs"u8].Elements);
        if (refs.Count == 0 || refs[0].Index is not { } index || index < 0 || index >= all.Count)
            return booking.Travelers.Count == 1 ? booking.Travelers[0] : null;
        return booking.Traveler(all[index]["userOrgId"u8]);
    }
}
