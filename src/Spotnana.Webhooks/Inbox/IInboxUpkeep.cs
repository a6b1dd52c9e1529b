namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// Keeps an inbox from growing for ever. An engine that implements it beside <see cref="IInbox"/> is pruned while it runs.
/// </summary>
public interface IInboxUpkeep
{
    /// <summary>
    /// Prunes one batch of what was kept long enough. What is pending or leased is never touched, and neither is another
    /// delivery under the same id as long as one of them is to be kept. With the last delivery about a subject its lanes go,
    /// and what they know for stale marks.
    /// </summary>
    /// <param name="retention">How long things are kept, by the clock of the inbox.</param>
    /// <param name="count">
    /// The most deliveries to remove, and the most to look at whose body may go: so little that storing and leasing hardly wait.
    /// </param>
    /// <param name="cancellationToken">Ends the wait before the work began.</param>
    /// <returns>What went. Durable when this returns.</returns>
    /// <remarks>
    /// It may be called by several processes that share a store; then one of them does it, and the others find nothing due. Failures are
    /// those of <see cref="IInbox"/>.
    /// </remarks>
    Task<PruneOutcome> PruneAsync(Retention retention, int count, CancellationToken cancellationToken);
}
