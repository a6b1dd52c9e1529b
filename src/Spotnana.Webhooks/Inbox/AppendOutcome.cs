namespace Spotnana.Webhooks.Inbox;

/// <summary>The result of appending one <see cref="InboxEntry"/>. All but <see cref="Refused"/> are durable on return.</summary>
public enum AppendOutcome
{
    /// <summary>Stored for the first time.</summary>
    Stored,

    /// <summary>
    /// The id is already stored in this subscription with the same bytes. At most a later <see cref="Delivery.SentAt"/> was written.
    /// </summary>
    Duplicate,

    /// <summary>
    /// The id is already stored with other bytes. This copy is kept as a dead letter with the reason <see cref="DeadReason.Conflict"/>.
    /// </summary>
    Conflict,

    /// <summary>
    /// The store could not hold the entry as it is. It is kept without its routing values, as a dead letter with the reason
    /// <see cref="DeadReason.Unreadable"/>.
    /// </summary>
    Parked,

    /// <summary>The store could not hold the entry in any form. Nothing is stored.</summary>
    Refused,
}
