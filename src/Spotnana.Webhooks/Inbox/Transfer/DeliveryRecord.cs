using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Transfer;

/// <summary>A delivery with everything that is stored of it.</summary>
public sealed record DeliveryRecord
{
    /// <summary>The inbox's own number.</summary>
    public required long Sequence { get; init; }

    /// <summary>The delivery. Its body is empty where <see cref="HasBody"/> is false; its SHA-256 is there all the same.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>0 for the first delivery of its id; counting up for others that came under the same id with other bytes.</summary>
    public required int Copy { get; init; }

    /// <summary>How long the body is or was.</summary>
    public required int Bytes { get; init; }

    /// <summary>False where the body was never kept, or is gone.</summary>
    public required bool HasBody { get; init; }

    /// <summary>Its state.</summary>
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
