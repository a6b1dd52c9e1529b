namespace Spotnana.Webhooks.Inbox;

/// <summary>The state of a delivery, derived from its handlings. The numbers are stored.</summary>
public enum DeliveryState
{
    /// <summary>At least one handling is pending or leased.</summary>
    Pending = 0,

    /// <summary>Every handling is completed.</summary>
    Completed = 1,

    /// <summary>No handling is pending and at least one is dead; or the delivery is quarantined.</summary>
    Dead = 2,

    /// <summary>No handler matched.</summary>
    Unhandled = 3,

    /// <summary>Filtered out by its subscription: the row is kept, the body is not.</summary>
    Skipped = 4,
}
