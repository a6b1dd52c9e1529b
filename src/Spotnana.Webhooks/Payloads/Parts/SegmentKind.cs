namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>What a <see cref="Segment"/> is.</summary>
public enum SegmentKind
{
    /// <summary>A <see cref="Flight"/>.</summary>
    Flight,

    /// <summary>A <see cref="Stay"/> in a hotel.</summary>
    Stay,

    /// <summary>A <see cref="CarRental"/>.</summary>
    Car,

    /// <summary>A train, or whatever else a railway lets one use: a <see cref="RailLeg"/>.</summary>
    Rail,

    /// <summary>A <see cref="Ride"/> with a driver.</summary>
    Limo,

    /// <summary>A <see cref="MiscService"/>.</summary>
    Misc,
}
