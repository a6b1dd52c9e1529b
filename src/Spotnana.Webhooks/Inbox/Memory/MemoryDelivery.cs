namespace Spotnana.Webhooks.Inbox.Memory;

/// <summary>A delivery of <see cref="MemoryInbox"/> with its handlings and attempts.</summary>
internal sealed class MemoryDelivery(long sequence, Delivery delivery, DeadReason? quarantine, bool isSkipped)
{
    public long Sequence => sequence;

    public Delivery Delivery { get; private set; } = delivery;

    /// <summary>If set, the delivery itself is a dead letter and has no handlings.</summary>
    public DeadReason? Quarantine { get; private set; } = quarantine;

    /// <summary>See <see cref="Management.DeliverySummary.Copy"/>.</summary>
    public required int Copy { get; init; }

    /// <summary>The length of the body, even where the body is gone.</summary>
    public required int Bytes { get; init; }

    public bool HasBody { get; private set; } = !isSkipped;

    /// <summary>When it left the state pending. Null while it is pending.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>The hashes of what it is found by, its id apart. Null: they are not written yet.</summary>
    public HashSet<long>? Keys { get; set; }

    /// <summary>The hash of its id, once the others are written.</summary>
    public long? IdKey { get; set; }

    public List<MemoryHandling> Handlings { get; } = [];

    public List<MemoryAttempt> Attempts { get; } = [];

    public DeliveryState State =>
        Quarantine is not null ? DeliveryState.Dead
        : isSkipped ? DeliveryState.Skipped
        : Handlings.Count == 0 ? DeliveryState.Unhandled
        : Handlings.Exists(static handling => handling.State == HandlingState.Pending) ? DeliveryState.Pending
        : Handlings.Exists(static handling => handling.State == HandlingState.Dead) ? DeliveryState.Dead
        : DeliveryState.Completed;

    /// <summary>Why it is dead; else null. Of several reasons of its handlings, the first.</summary>
    public DeadReason? Reason => State == DeliveryState.Dead ? Quarantine ?? Handlings.Min(static handling => handling.Reason) : null;

    /// <summary>Notes the time of the latest signature: the id must be known for as long as that one can be replayed.</summary>
    public void NoteSent(DateTimeOffset at) => Delivery = at > Delivery.SentAt ? Delivery with { SentAt = at } : Delivery;

    public void RemoveBody() => (Delivery, HasBody) = (Delivery with { Body = default }, false);

    /// <summary>Removes all that tells of a traveler.</summary>
    /// <returns>Whether there was anything to remove.</returns>
    public bool Erase()
    {
        var before = (Delivery.OrganizationId, Delivery.Subject, Delivery.TraceId, Delivery.SpanId);
        var changes = HasBody || before != default || Attempts.Exists(static attempt => attempt.Error is not null);
        RemoveBody();
        Keys?.Clear();
        Delivery = Delivery with { OrganizationId = null, Subject = null, TraceId = null, SpanId = null };
        for (var i = 0; i < Attempts.Count; i++)
            Attempts[i] = Attempts[i] with { Error = null };
        return changes;
    }

    /// <summary>A quarantined delivery is given up for good.</summary>
    public void Discard() => Quarantine = DeadReason.Discarded;

    /// <summary>Takes over the values of another reading. The delivery itself is then no longer a dead letter.</summary>
    public void Reread(Delivery found) => (Delivery, Quarantine) = (Delivery.WithRoutingOf(found), null);
}

/// <summary>An attempt that ended.</summary>
internal sealed record MemoryAttempt(
    string Handler, int Number, DateTimeOffset StartedAt, TimeSpan? Duration, string Outcome, string? Error);
