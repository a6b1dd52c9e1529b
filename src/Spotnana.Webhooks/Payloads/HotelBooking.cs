using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>A booking of a stay in a hotel.</summary>
public sealed record HotelBooking : Booking
{
    /// <inheritdoc/>
    public override BookingType Type => BookingType.Hotel;

    /// <summary>The stay.</summary>
    public required Stay Stay { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Segment> Segments => [Stay];

    internal static HotelBooking Read(Node node, BookingReading booking) => new() { Stay = Stay.Read(node, booking) };
}
