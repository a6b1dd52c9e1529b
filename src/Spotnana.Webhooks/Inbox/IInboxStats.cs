namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// Counts an engine's backlog and dead letters. An engine that does not implement it beside <see cref="IInbox"/> has no metrics of them.
/// </summary>
public interface IInboxStats
{
    /// <summary>
    /// Counts what waits and what is parked. It is called every few seconds, so it must cost about the same with a million rows as with
    /// none. Failures are those of <see cref="IInbox"/>.
    /// </summary>
    Task<InboxStats> ReadStatsAsync(CancellationToken cancellationToken);
}
