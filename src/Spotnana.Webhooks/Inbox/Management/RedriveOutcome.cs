namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>The outcome of the redrive of one delivery.</summary>
public enum RedriveOutcome
{
    /// <summary>Handlings were put back, or are due now.</summary>
    Redriven,

    /// <summary>Nothing to run: no handler takes it, it is still unreadable, or no handling has the state and reason asked for.</summary>
    Nothing,

    /// <summary>There is no such delivery, or the handler has no part in it.</summary>
    NotFound,

    /// <summary>A selected handling is leased.</summary>
    Busy,

    /// <summary>The body was pruned, erased, or never kept.</summary>
    BodyGone,
}
