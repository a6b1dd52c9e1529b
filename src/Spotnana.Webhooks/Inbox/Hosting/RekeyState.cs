namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>What <see cref="InboxRekeyer"/> does.</summary>
public enum RekeyState
{
    /// <summary>It was not asked since the start.</summary>
    Idle,

    /// <summary>It encrypts.</summary>
    Running,

    /// <summary>It has done what it was asked.</summary>
    Done,

    /// <summary>It was stopped by a failure. What it did stays done.</summary>
    Failed,
}
