namespace Spotnana.Webhooks.Inbox;

/// <summary>A delivery on its way into the inbox, with what was decided about it before it is stored.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Handlers">
/// The names of the handlers that match: one handling is stored for each. Empty: the delivery is <see cref="DeliveryState.Unhandled"/>.
/// </param>
/// <param name="Quarantine">Set: the delivery is stored as a dead letter for this reason and has no handlings.</param>
/// <param name="Skipped">
/// True: its subscription filters it out. It is stored as <see cref="DeliveryState.Skipped"/> without its body and has no
/// handlings; the id still counts.
/// </param>
public sealed record InboxEntry(Delivery Delivery, IReadOnlyList<string> Handlers, DeadReason? Quarantine = null, bool Skipped = false)
{
    /// <summary>
    /// How long a lane in which nothing waits holds the delivery back, counted from its storing, so that events which happened earlier but
    /// come later go first. What comes while something waits is not held again. Default zero.
    /// </summary>
    public TimeSpan ReorderWindow { get; init; }

    /// <summary>The state in which it is stored when its id is new.</summary>
    public DeliveryState State =>
        Quarantine is not null ? DeliveryState.Dead
        : Skipped ? DeliveryState.Skipped
        : Handlers.Count == 0 ? DeliveryState.Unhandled
        : DeliveryState.Pending;

    /// <summary>The same with what was signed alone, as a dead letter: for an inbox that cannot hold what was read out of it.</summary>
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
