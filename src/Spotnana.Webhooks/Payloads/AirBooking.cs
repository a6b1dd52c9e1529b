using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>A booking of flights.</summary>
public sealed record AirBooking : Booking
{
    /// <inheritdoc/>
    public override BookingType Type => BookingType.Air;

    /// <summary>The legs, in order.</summary>
    public IReadOnlyList<Leg> Legs { get; init; } = [];

    /// <summary>The flights of all legs, in order.</summary>
    public IEnumerable<Flight> Flights => Legs.SelectMany(leg => leg.Flights);

    /// <inheritdoc/>
    public override IReadOnlyList<Segment> Segments => [.. Flights];

    /// <inheritdoc/>
    public override IReadOnlyList<Ticket> Tickets => AllTickets;

    /// <summary>Until when it has to be ticketed.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>Whether its tickets can still be voided. Null: not told.</summary>
    public bool? IsVoidable { get; init; }

    internal IReadOnlyList<Ticket> AllTickets { get; init; } = [];

    internal static AirBooking Read(Node node, BookingReading booking)
    {
        var legs = node["legs"u8].Elements.Select((leg, i) => Leg.Read(leg, i, booking)).ToList();
        return new AirBooking
        {
            Legs = legs,
            AllTickets = TicketsIn(node, "tickets"u8, booking, legs),
            LastConfirmedTickets = TicketsIn(node, "lastConfirmedTickets"u8, booking, legs),
            HoldUntil = node["holdDeadline"u8]["holdDeadline"u8].Instant,
            IsVoidable = node["voidPolicy"u8]["isVoidable"u8].Flag,
        };
    }

    private static List<Ticket> TicketsIn(Node node, ReadOnlySpan<byte> name, BookingReading booking, List<Leg> legs)
    {
        var tickets = new List<Ticket>();
        foreach (var traveler in node["travelerInfos"u8].Elements)
        {
            var who = booking.Traveler(traveler);
            tickets.AddRange(traveler[name].List(ticket => Ticket.Read(ticket, who, legs)));
        }

        return tickets;
    }
}
