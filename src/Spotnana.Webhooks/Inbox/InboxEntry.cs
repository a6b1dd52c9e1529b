namespace Spotnana.Webhooks.Inbox;

/// <summary>A delivery to be stored, with the decisions that were made about it.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Handlers">
/// The names of the handlers that match: one handling is stored for each. Empty: the delivery is <see cref="DeliveryState.Unhandled"/>.
/// </param>
/// <param name="Quarantine">If set, the delivery is stored as a dead letter for this reason and has no handlings.</param>
/// <param name="Skipped">
/// True: its subscription filters it out. It is stored as <see cref="DeliveryState.Skipped"/>, without its body and without handlings;
/// its id still recognises duplicates.
/// </param>
public sealed record InboxEntry(Delivery Delivery, IReadOnlyList<string> Handlers, DeadReason? Quarantine = null, bool Skipped = false)
{
    /// <summary>
    /// How long the delivery is held back after it is stored, if nothing waits in its lane, so that events that happened earlier but arrive
    /// later go first. Deliveries that arrive meanwhile are held back no longer than this one. Default zero.
    /// </summary>
    public TimeSpan ReorderWindow { get; init; }

    /// <summary>The body as <see cref="IInbox.Encode"/> made it. Null: the engine brings it into its form itself.</summary>
    public StoredBody? Stored { get; init; }

    /// <summary>The state in which it is stored when its id is new.</summary>
    public DeliveryState State =>
        Quarantine is not null ? DeliveryState.Dead
        : Skipped ? DeliveryState.Skipped
        : Handlers.Count == 0 ? DeliveryState.Unhandled
        : DeliveryState.Pending;

    /// <summary>The same delivery as a dead letter without routing values, for a store that cannot hold the ones read from it.</summary>
    public InboxEntry Bare => new(
        Delivery with
        {
            EventType = null,
            Operation = null,
            OrganizationId = null,
            Subject = null,
            Version = null,
            TraceId = null,
            SpanId = null,
        },
        Handlers: [],
        DeadReason.Unreadable);
}
