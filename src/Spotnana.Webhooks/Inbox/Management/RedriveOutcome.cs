namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>What became of a redrive.</summary>
public enum RedriveOutcome
{
    /// <summary>Handlings were put back.</summary>
    Redriven,

    /// <summary>There is nothing to run: no handler takes it, it is still unreadable, or nothing of it has ended as was asked.</summary>
    Nothing,

    /// <summary>There is no such delivery, or the handler has no part in it.</summary>
    NotFound,

    /// <summary>A handling that is meant is pending or leased.</summary>
    Busy,

    /// <summary>The body was pruned, erased, or never kept.</summary>
    BodyGone,
}
