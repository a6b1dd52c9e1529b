namespace Spotnana.Webhooks.Inbox.Memory;

/// <summary>A delivery of <see cref="MemoryInbox"/> with all that belongs to it.</summary>
internal sealed class MemoryDelivery(long sequence, Delivery delivery, DeadReason? quarantine, bool isSkipped)
{
    public long Sequence => sequence;

    public Delivery Delivery { get; private set; } = delivery;

    /// <summary>Set: it is a dead letter by itself and has no handlings.</summary>
    public DeadReason? Quarantine { get; private set; } = quarantine;

    /// <summary>How many were stored before it under the same id.</summary>
    public required int Copy { get; init; }

    /// <summary>How long the body is, or was before it was skipped.</summary>
    public required int Bytes { get; init; }

    public bool HasBody { get; private set; } = !isSkipped;

    /// <summary>When it left the state pending. Null while it is pending.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    public List<MemoryHandling> Handlings { get; } = [];

    public List<MemoryAttempt> Attempts { get; } = [];

    public DeliveryState State =>
        Quarantine is not null ? DeliveryState.Dead
        : isSkipped ? DeliveryState.Skipped
        : Handlings.Count == 0 ? DeliveryState.Unhandled
        : Handlings.Exists(static handling => handling.State == HandlingState.Pending) ? DeliveryState.Pending
        : Handlings.Exists(static handling => handling.State == HandlingState.Dead) ? DeliveryState.Dead
        : DeliveryState.Completed;

    /// <summary>Why it is dead; of several reasons of its handlings the first.</summary>
    public DeadReason? Reason => State == DeliveryState.Dead ? Quarantine ?? Handlings.Min(static handling => handling.Reason) : null;

    /// <summary>What was signed last can be sent again for the longest: so long the id has to be known.</summary>
    public void NoteSent(DateTimeOffset at) => Delivery = at > Delivery.SentAt ? Delivery with { SentAt = at } : Delivery;

    public void RemoveBody() => (Delivery, HasBody) = (Delivery with { Body = default }, false);

    /// <summary>It was read again: it takes over what was found, and is no dead letter by itself any more.</summary>
    public void Reread(Delivery found) => (Delivery, Quarantine) = (Delivery.WithRoutingOf(found), null);
}

/// <summary>An attempt that ended.</summary>
internal sealed record MemoryAttempt(
    string Handler, int Number, DateTimeOffset StartedAt, TimeSpan? Duration, string Outcome, string? Error);
