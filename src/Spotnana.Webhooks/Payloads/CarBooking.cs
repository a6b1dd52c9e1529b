using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>A booking of a rented car.</summary>
public sealed record CarBooking : Booking
{
    /// <inheritdoc/>
    public override BookingType Type => BookingType.Car;

    /// <summary>The car, from pick-up to return.</summary>
    public required CarRental Rental { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Segment> Segments => [Rental];

    internal static CarBooking Read(Node node) => new() { Rental = CarRental.Read(node) };
}
