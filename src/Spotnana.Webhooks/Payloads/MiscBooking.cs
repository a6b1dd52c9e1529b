using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>A booking of anything else.</summary>
public sealed record MiscBooking : Booking
{
    /// <inheritdoc/>
    public override BookingType Type => BookingType.Misc;

    /// <summary>What is booked.</summary>
    public required MiscService Service { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Segment> Segments => [Service];

    internal static MiscBooking Read(Node node) => new() { Service = MiscService.Read(node) };
}
