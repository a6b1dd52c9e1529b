namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// What an engine knows about its own backlog. An engine that implements it beside <see cref="IInbox"/> is watched and measured.
/// </summary>
public interface IInboxStats
{
    /// <summary>
    /// Counts what waits and what is parked. It is asked every few seconds, so it must cost about the same with a million rows as with
    /// none. Failures as those of <see cref="IInbox"/>.
    /// </summary>
    Task<InboxStats> ReadStatsAsync(CancellationToken cancellationToken);
}
