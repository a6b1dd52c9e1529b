namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// Keeps an inbox from growing forever. An engine that implements it beside <see cref="IInbox"/> is pruned while it runs.
/// </summary>
public interface IInboxUpkeep
{
    /// <summary>
    /// Removes one batch of deliveries and bodies whose retention has ended. A delivery that is pending or leased is never touched. A
    /// delivery also stays as long as another one under the same id has to be kept. With the last delivery about a subject its lanes are
    /// removed, and with them the progress that decides <see cref="Lease.IsStale"/>.
    /// </summary>
    /// <param name="retention">How long things are kept, by the clock of the inbox.</param>
    /// <param name="count">
    /// The most deliveries to remove, and the most bodies to consider for removal: few enough that storing and leasing hardly wait.
    /// </param>
    /// <param name="cancellationToken">Cancels the call as long as its work has not begun.</param>
    /// <returns>The numbers removed. The removal is durable when this returns.</returns>
    /// <remarks>
    /// Several processes that share a store may call it; then one of them does the work, and the others find nothing due. Failures are
    /// those of <see cref="IInbox"/>.
    /// </remarks>
    Task<PruneOutcome> PruneAsync(Retention retention, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Removes one batch of bodies before their retention has ended, because the disk gets full: of deliveries that were completed or are
    /// unhandled, those settled first. Never of pending deliveries or of dead letters. Default: nothing, for an engine that does not know
    /// its disk.
    /// </summary>
    /// <param name="count">The most bodies to consider for removal.</param>
    /// <param name="cancellationToken">Cancels the call as long as its work has not begun.</param>
    /// <returns>The numbers removed. The removal is durable when this returns.</returns>
    Task<PruneOutcome> PruneEarlyAsync(int count, CancellationToken cancellationToken) => Task.FromResult(default(PruneOutcome));
}
