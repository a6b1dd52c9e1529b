namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// The last known state of the inbox: not open yet, working or failing. What uses the inbox writes it; intake and the health probes read it.
/// </summary>
public sealed class InboxStatus
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _failure = "The inbox is not open yet.";

    internal InboxStatus()
    {
    }

    /// <summary>Completes when the inbox is open.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Why nothing can be stored at present; null while the inbox works.</summary>
    public string? Failure => _failure;

    internal void Works()
    {
        _failure = null;
        _opened.TrySetResult();
    }

    internal void Fails(string reason) => _failure = reason;
}
