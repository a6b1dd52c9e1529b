namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// The last known state of the inbox: not open yet, working or failing. What uses the inbox writes it; intake and probes read it.
/// </summary>
public sealed class InboxStatus
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _worked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _failure = "The inbox is not open yet.";

    internal InboxStatus()
    {
    }

    /// <summary>Completes when the inbox is open. It may still be failing then.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Completes when the inbox has taken a write for the first time.</summary>
    public Task Worked => _worked.Task;

    /// <summary>Why nothing can be stored at present; null while the inbox works.</summary>
    public string? Failure => _failure;

    /// <summary>The inbox is open; whether it takes writes is not said by that.</summary>
    internal void Opens() => _opened.TrySetResult();

    internal void Works()
    {
        _failure = null;
        _opened.TrySetResult();
        _worked.TrySetResult();
    }

    internal void Fails(string reason) => _failure = reason;
}
