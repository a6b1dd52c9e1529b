namespace Spotnana.Webhooks.Inbox.Tests.Transfer;

/// <summary>A place for one inbox of one engine, empty at first.</summary>
public abstract class InboxPlace
{
    public virtual Task MakeAsync() => Task.CompletedTask;

    public abstract IInbox Create(TimeProvider time);

    /// <summary>Removes it. The inbox is closed before.</summary>
    public abstract Task RemoveAsync();
}
