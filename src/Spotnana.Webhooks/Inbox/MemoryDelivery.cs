namespace Spotnana.Webhooks.Inbox;

/// <summary>A delivery of <see cref="MemoryInbox"/> with all that belongs to it.</summary>
internal sealed class MemoryDelivery(long sequence, Delivery delivery, DeadReason? quarantine, bool isSkipped)
{
    public long Sequence => sequence;

    public Delivery Delivery => delivery;

    public List<MemoryHandling> Handlings { get; } = [];

    public List<MemoryAttempt> Attempts { get; } = [];

    public DeliveryState State =>
        quarantine is not null ? DeliveryState.Dead
        : isSkipped ? DeliveryState.Skipped
        : Handlings.Count == 0 ? DeliveryState.Unhandled
        : Handlings.Exists(static handling => handling.State == HandlingState.Pending) ? DeliveryState.Pending
        : Handlings.Exists(static handling => handling.State == HandlingState.Dead) ? DeliveryState.Dead
        : DeliveryState.Completed;

    /// <summary>Why it is dead; of several reasons of its handlings the first.</summary>
    public DeadReason? Reason => State == DeliveryState.Dead ? quarantine ?? Handlings.Min(static handling => handling.Reason) : null;
}

/// <summary>An attempt that ended.</summary>
internal sealed record MemoryAttempt(string Handler, int Number, DateTimeOffset StartedAt, TimeSpan? Duration, string Outcome, string? Error);
