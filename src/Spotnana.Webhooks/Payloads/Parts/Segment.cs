
namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>
/// One thing that a traveler uses: a <see cref="Flight"/>, a <see cref="Stay"/>, a <see cref="CarRental"/>, a <see cref="RailLeg"/>, a
/// <see cref="Ride"/> or a <see cref="MiscService"/>.
/// </summary>
public abstract record Segment
{
    /// <summary>What it is.</summary>
    public abstract SegmentKind Kind { get; }

    /// <summary>What tells it from the others of its booking, in this snapshot and in the next.</summary>
    public string Id { get; init; } = "";

    /// <summary>Who provides it: the airline's code, the hotel's name, the rental company's, the railway's.</summary>
    public string? Supplier { get; init; }

    /// <summary>The flight's or train's number.</summary>
    public string? Number { get; init; }

    /// <summary>The supplier's number of confirmation.</summary>
    public string? Confirmation { get; init; }

    /// <summary>Where it begins; where a hotel is.</summary>
    public Place? From { get; init; }

    /// <summary>Where it ends. Null for a stay.</summary>
    public Place? To { get; init; }

    /// <summary>Departure, check-in or pick-up, on the clock there.</summary>
    public LocalTime? StartsAt { get; init; }

    /// <summary>Arrival, check-out or return, on the clock there.</summary>
    public LocalTime? EndsAt { get; init; }

    /// <summary>The cabin or class, a word such as <c>ECONOMY</c>.</summary>
    public string? Cabin { get; init; }

    /// <summary>The state in a word such as <c>CONFIRMED</c>: see <see cref="SegmentStatus"/>.</summary>
    public string? Status { get; init; }

    /// <summary>Whether it will not take place.</summary>
    public bool IsCancelled => SegmentStatus.IsCancelled(Status);

    /// <summary>For logs: nothing of a person or a place.</summary>
    public sealed override string ToString() => $"{Kind} {Id}";
}
