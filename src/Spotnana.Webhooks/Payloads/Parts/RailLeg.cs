using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A train, or whatever else a railway lets one use. <see cref="Segment.Number"/> is its name, such as <c>ICE 1706</c>.</summary>
public sealed record RailLeg : Segment
{
    /// <inheritdoc/>
    public override SegmentKind Kind => SegmentKind.Rail;

    /// <summary>A word such as <c>TRAIN</c>, <c>BUS</c>, <c>WALK</c>.</summary>
    public string? Vehicle { get; init; }

    /// <summary>What the fare is called.</summary>
    public string? FareType { get; init; }

    /// <summary>The ticket that is good for it.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>How long it takes.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Who sits where.</summary>
    public IReadOnlyList<Seat> Seats { get; init; } = [];

    internal static RailLeg Read(Node node, int position, string? status, string? confirmation, BookingReading booking)
    {
        var vehicle = node["vehicle"u8];
        var (from, to) = (
            Place.ReadStation(node["originInfo"u8], node["origin"u8].Text),
            Place.ReadStation(node["destinationInfo"u8], node["destination"u8].Text));
        return new RailLeg
        {
            Id = node["legId"u8].Text ?? $"leg-{position}",
            Supplier = vehicle["carrierName"u8].Text ?? node["vendorName"u8].Text,
            Number = vehicle["transportName"u8].Text ?? vehicle["timetableId"u8].Text,
            Confirmation = node["carrierConfirmationNumber"u8].Text ?? confirmation,
            From = from,
            To = to,
            StartsAt = LocalTime.Read(node["departAtLocal"u8], node["departAt"u8], from?.TimeZone),
            EndsAt = LocalTime.Read(node["arriveAtLocal"u8], node["arriveAt"u8], to?.TimeZone),
            Cabin = node["travelClass"u8].Text,
            Status = status,
            Vehicle = vehicle["type"u8].Text,
            FareType = node["fareType"u8].Text,
            TicketNumber = node["ticketNumber"u8].Text,
            Duration = node["duration"u8].Duration,
            Seats = node["allocatedSpaces"u8].List(space => new Seat(
                booking.Traveler(space), string.Join('/', SeatParts(space)), null, null)),
        };
    }

    private static IEnumerable<string> SeatParts(Node space) =>
        new[] { space["coachNumber"u8].Text, space["seatNumber"u8].Text }.OfType<string>();
}
