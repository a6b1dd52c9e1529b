using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Transfer;

/// <summary>A delivery with everything that is stored about it.</summary>
public sealed record DeliveryRecord
{
    /// <summary>The inbox's own number: see <see cref="DeliverySummary.Sequence"/>.</summary>
    public required long Sequence { get; init; }

    /// <summary>The delivery. Its body is empty where <see cref="HasBody"/> is false; its SHA-256 is there all the same.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>0 for the first delivery with its id; 1 and up for later ones that had the same id but other bytes.</summary>
    public required int Copy { get; init; }

    /// <summary>The length of the body in bytes, even where the body is gone.</summary>
    public required int Bytes { get; init; }

    /// <summary>False where the body was never kept, or is gone.</summary>
    public required bool HasBody { get; init; }

    /// <summary>The state, derived from the handlings.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>Why it is dead; else null.</summary>
    public DeadReason? Reason { get; init; }

    /// <summary>When it left the state pending. Null while it is pending.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>One for each handler that matched, by name.</summary>
    public required IReadOnlyList<HandlingRecord> Handlings { get; init; }

    /// <summary>All attempts in the order in which they ended.</summary>
    public required IReadOnlyList<AttemptSummary> Attempts { get; init; }
}
