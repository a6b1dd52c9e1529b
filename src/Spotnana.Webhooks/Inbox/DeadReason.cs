namespace Spotnana.Webhooks.Inbox;

/// <summary>Why a handling or a delivery is a dead letter. The numbers are stored.</summary>
public enum DeadReason
{
    /// <summary>The handler said that it will never take it.</summary>
    Rejected = 1,

    /// <summary>Its time or its attempts are spent.</summary>
    Exhausted = 2,

    /// <summary>An operator gave it up.</summary>
    Discarded = 3,

    /// <summary>Authentic, but not a readable envelope.</summary>
    Unreadable = 4,

    /// <summary>Its id is already stored with other bytes.</summary>
    Conflict = 5,
}
