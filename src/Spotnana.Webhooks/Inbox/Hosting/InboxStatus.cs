namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// What is known about the inbox without asking it: opened, working, failing. Written by those who use it, read by intake and probes.
/// </summary>
internal sealed class InboxStatus
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _failure = "The inbox is not open yet.";

    /// <summary>Completes when the inbox is open.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Why nothing can be stored at present; null while the inbox works.</summary>
    public string? Failure => _failure;

    public void Works()
    {
        _failure = null;
        _opened.TrySetResult();
    }

    public void Fails(string reason) => _failure = reason;
}
