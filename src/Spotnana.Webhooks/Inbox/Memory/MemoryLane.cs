namespace Spotnana.Webhooks.Inbox.Memory;

/// <summary>A lane of <see cref="MemoryInbox"/>.</summary>
internal sealed class MemoryLane(long id, string handler, string subscription, string? subject)
{
    public long Id => id;

    public string Handler => handler;

    /// <summary>Null for the lane of a single delivery without a subject.</summary>
    public (string Handler, string Subscription, string Subject)? Key => subject is null ? null : (handler, subscription, subject);

    /// <summary>The pending handlings. The first one is the head.</summary>
    public SortedSet<MemoryHandling> Pending { get; } = new(MemoryHandling.Order);

    /// <summary>When the head is due; while leased, when the lease ends; null when nothing is pending.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>The end of the last reorder window.</summary>
    public DateTimeOffset HeldUntil { get; set; }

    /// <summary>When the head may be leased, if the lane is not. Null when nothing is pending.</summary>
    public DateTimeOffset? HeadDueAt => Pending.Min is { } head ? NotBefore(head.DueAt) : null;

    /// <summary>Whether a pending handling is not leased.</summary>
    public bool IsWaiting => Pending.Count > (Leased is null ? 0 : 1);

    public MemoryHandling? Leased { get; set; }

    public DateTimeOffset LeasedAt { get; set; }

    public long Token { get; set; }

    private LaneProgress Progress { get; set; }

    public DateTimeOffset NotBefore(DateTimeOffset due) => due > HeldUntil ? due : HeldUntil;

    public void Advance(Delivery delivery) => Progress = Progress.After(delivery);

    /// <summary>Whether a later state than the delivery's was completed here.</summary>
    public bool IsPast(Delivery delivery) => Progress.IsPast(delivery);

    /// <summary>Whether the latest state that was completed here, if any was, is among these.</summary>
    public bool RemembersNewest(IEnumerable<Delivery> deliveries) => Progress.LastOccurredAt is null || deliveries.Any(delivery =>
        Progress.LastVersion is { } last ? delivery.Version == last : delivery.OccurredAt == Progress.LastOccurredAt);
}
