using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>A booking of rides with a driver.</summary>
public sealed record LimoBooking : Booking
{
    /// <inheritdoc/>
    public override BookingType Type => BookingType.Limo;

    /// <summary>The rides, in order.</summary>
    public IReadOnlyList<Ride> Rides { get; init; } = [];

    /// <summary>What it costs.</summary>
    public Fare? Rate { get; init; }

    /// <summary>A word such as <c>PAY_AT_VENDOR</c> or <c>PREPAID</c>.</summary>
    public string? PaymentType { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Segment> Segments => Rides;

    internal static LimoBooking Read(Node node) => new()
    {
        Rides = [.. node["legs"u8].Elements.Select((leg, i) => Ride.Read(leg, i, node))],
        Rate = Fare.Read(node["rate"u8]),
        PaymentType = node["paymentType"u8].Text,
    };
}
