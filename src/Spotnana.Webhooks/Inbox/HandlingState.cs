namespace Spotnana.Webhooks.Inbox;

/// <summary>The state of one delivery for one handler. The numbers are stored.</summary>
public enum HandlingState
{
    /// <summary>Waiting for its turn or its due time, or leased.</summary>
    Pending = 0,

    /// <summary>The handler is done with it.</summary>
    Completed = 1,

    /// <summary>Parked, with a <see cref="DeadReason"/>.</summary>
    Dead = 2,

    /// <summary>Pending, with a lease that has not run out. Never stored, but derived where handlings are shown.</summary>
    Leased = 3,
}
