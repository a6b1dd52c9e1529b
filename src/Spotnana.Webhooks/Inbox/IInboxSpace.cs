namespace Spotnana.Webhooks.Inbox;

/// <summary>Measures an inbox. An engine that does not implement it beside <see cref="IInbox"/> has no metrics of its size.</summary>
public interface IInboxSpace
{
    /// <summary>Measures the space, as it is called every minute. Failures are those of <see cref="IInbox"/>.</summary>
    Task<InboxSpace> ReadSpaceAsync(CancellationToken cancellationToken);
}
