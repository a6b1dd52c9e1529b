namespace Spotnana.Webhooks.Inbox;

/// <summary>What became of one <see cref="InboxEntry"/>. All but <see cref="Refused"/> are durable when the call returns.</summary>
public enum AppendOutcome
{
    /// <summary>Stored for the first time.</summary>
    Stored,

    /// <summary>The id is already stored in this subscription with the same bytes. Nothing was written.</summary>
    Duplicate,

    /// <summary>
    /// The id is already stored with other bytes. This copy is kept as a dead letter, reason <see cref="DeadReason.Conflict"/>.
    /// </summary>
    Conflict,

    /// <summary>
    /// The store could not take the entry as it is: kept without its routing columns as a dead letter, reason
    /// <see cref="DeadReason.Unreadable"/>.
    /// </summary>
    Parked,

    /// <summary>The store could not take the entry in any form. Not stored.</summary>
    Refused,
}
