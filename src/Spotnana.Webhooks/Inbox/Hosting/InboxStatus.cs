namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// The last known state of the inbox: not open yet, working or failing. Its users write it; intake and the health probes read it.
/// </summary>
internal sealed class InboxStatus
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _failure = "The inbox is not open yet.";

    /// <summary>Completes when the inbox is open. It may still be failing then.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Why nothing can be stored at present; null while the inbox works.</summary>
    public string? Failure => _failure;

    /// <summary>The inbox is open; whether it takes writes is not said by that.</summary>
    public void Opens() => _opened.TrySetResult();

    public void Works()
    {
        _failure = null;
        _opened.TrySetResult();
    }

    public void Fails(string reason) => _failure = reason;
}
