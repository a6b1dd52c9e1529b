namespace Spotnana.Webhooks.Inbox.Memory;

/// <summary>A handling of <see cref="MemoryInbox"/>.</summary>
internal sealed class MemoryHandling(MemoryDelivery delivery, string handler)
{
    /// <summary>The order of a lane: by the time of the event, then by the order of storing.</summary>
    public static readonly IComparer<MemoryHandling> Order = Comparer<MemoryHandling>.Create(static (a, b) =>
        (a.Delivery.Delivery.OccurredAt, a.Delivery.Sequence).CompareTo((b.Delivery.Delivery.OccurredAt, b.Delivery.Sequence)));

    public MemoryDelivery Delivery => delivery;

    public string Handler => handler;

    public required MemoryLane Lane { get; set; }

    public required DateTimeOffset WaitingSince { get; set; }

    public required DateTimeOffset DueAt { get; set; }

    public HandlingState State { get; set; }

    public DeadReason? Reason { get; set; }

    public int Attempts { get; set; }

    /// <summary>How many of the last attempts in a row were lost.</summary>
    public int Lost { get; set; }

    /// <summary>The failure of its last attempts.</summary>
    public FailureStreak? Streak { get; set; }

    public void Record(Settlement settlement) => Delivery.Attempts.Add(new(
        Handler, settlement.Lease.Attempt, settlement.Lease.LeasedAt, settlement.Duration, settlement.Outcome, settlement.Error));
}
