namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>What asked for an erasure. The numbers are stored.</summary>
public enum ErasureCause
{
    /// <summary>An event <c>TRAVELER_V2</c>/<c>PURGE</c>.</summary>
    Purge = 0,

    /// <summary>A call of the management API.</summary>
    Request = 1,
}
