using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>Something that is neither a flight nor a stay, a car or a train. The payload names no place.</summary>
public sealed record MiscService : Segment
{
    /// <inheritdoc/>
    public override SegmentKind Kind => SegmentKind.Misc;

    /// <summary>What it is, in words.</summary>
    public string? Description { get; init; }

    /// <summary>What it costs.</summary>
    public Fare? Rate { get; init; }

    internal static MiscService Read(Node node) => new()
    {
        Id = "service",
        Supplier = node["description"u8].Text,
        Confirmation = node["vendorConfirmationNumber"u8].Text,
        StartsAt = LocalTime.Read(node["startDateTime"u8], timeZone: null),
        EndsAt = LocalTime.Read(node["endDateTime"u8], timeZone: null),
        Status = node["pnrStatus"u8].Text,
        Description = node["description"u8].Text,
        Rate = Fare.Read(node["rate"u8]),
    };
}
