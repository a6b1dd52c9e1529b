namespace Spotnana.Webhooks.Inbox;

/// <summary>The state of one delivery for one handler, as stored. A pending handling whose lane is leased for it shows as leased.</summary>
public enum HandlingState
{
    /// <summary>Waiting for its turn, for its due time, or leased.</summary>
    Pending = 0,

    /// <summary>The handler is done with it.</summary>
    Completed = 1,

    /// <summary>Parked, with a <see cref="DeadReason"/>.</summary>
    Dead = 2,
}
