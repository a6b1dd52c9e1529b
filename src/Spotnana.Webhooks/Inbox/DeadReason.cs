namespace Spotnana.Webhooks.Inbox;

/// <summary>Why a handling or a delivery is a dead letter. The numbers are stored.</summary>
public enum DeadReason
{
    /// <summary>The handler rejected the delivery for good.</summary>
    Rejected = 1,

    /// <summary>The handling ran out of time or attempts.</summary>
    Exhausted = 2,

    /// <summary>An operator discarded the handling.</summary>
    Discarded = 3,

    /// <summary>The delivery is authentic, but its body is not a readable envelope.</summary>
    Unreadable = 4,

    /// <summary>The delivery's id is already stored with other bytes.</summary>
    Conflict = 5,
}
