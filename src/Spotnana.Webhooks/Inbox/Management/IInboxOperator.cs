namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>
/// What an operator can do to the inbox. Every engine implements it beside <see cref="IInbox"/>. All of it is durable when it returns, may
/// be repeated, and may run while deliveries are stored, leased and settled.
/// </summary>
/// <remarks>
/// Nothing is taken from under the holder of a lease: a handling that is leased now is neither redriven nor discarded. A lease that ran out
/// does not protect its handling; its holder's settlement is then refused. Failures are those of <see cref="IInbox"/>.
/// </remarks>
public interface IInboxOperator
{
    /// <summary>
    /// Puts a delivery back to work: its dead handlings; where none is dead, its completed ones. They wait since now, are due now and
    /// have no attempts yet; attempts made before stay in the timeline, and so does what the lane knows for stale marks. A delivery
    /// without handlings (unhandled, unreadable, conflict) is read again first.
    /// </summary>
    /// <param name="sequence">The delivery's <see cref="DeliverySummary.Sequence"/>.</param>
    /// <param name="handler">Only the handling of this handler. Null: all.</param>
    /// <param name="reread">Reads a delivery without handlings again.</param>
    /// <param name="cancellationToken">Ends the wait before the work began.</param>
    Task<RedriveResult> RedriveAsync(long sequence, string? handler, RereadDelivery reread, CancellationToken cancellationToken);

    /// <summary>
    /// Redrives all deliveries that match now, the oldest first, in small steps between which others are served. A
    /// <see cref="DeliveryFilter.Handler"/> narrows to its handlings and a <see cref="DeliveryFilter.Reason"/>
    /// to those that are dead for it.
    /// </summary>
    /// <param name="filter">
    /// Which deliveries. Without a state: what is dead; with a handler, its dead handlings, whatever the other handlers of their deliveries
    /// still do. Completed handlings are repeated only where the state asked for is completed.
    /// </param>
    /// <param name="dryRun">True: nothing is changed, only counted.</param>
    /// <param name="reread">Reads a delivery without handlings again.</param>
    /// <param name="cancellationToken">
    /// Ends it between two steps. What was redriven by then stays so; doing it again goes on with the rest.
    /// </param>
    Task<RedriveTotals> RedriveAsync(DeliveryFilter filter, bool dryRun, RereadDelivery reread, CancellationToken cancellationToken);

    /// <summary>
    /// Stops giving out leases of a handler, here and in every process that shares the store, until <see cref="ResumeAsync"/>; a restart
    /// does not end it. What is leased goes on to its end. What waits spends no attempts; <c>Dispatch:RetryFor</c> goes on counting.
    /// </summary>
    /// <returns>False when it was paused already.</returns>
    Task<bool> PauseAsync(string handler, CancellationToken cancellationToken);

    /// <summary>Ends a pause.</summary>
    /// <returns>False when there was none.</returns>
    Task<bool> ResumeAsync(string handler, CancellationToken cancellationToken);

    /// <summary>
    /// Gives up all that waits for a handler, configured or not: dead letters, reason <see cref="DeadReason.Discarded"/>. In small steps
    /// between which others are served; what is stored meanwhile is not meant.
    /// </summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="cancellationToken">Ends it between two steps. What was discarded by then stays so.</param>
    Task<DiscardResult> DiscardAsync(string handler, CancellationToken cancellationToken);

    /// <summary>Gives up what waits of one delivery: dead letters, reason <see cref="DeadReason.Discarded"/>.</summary>
    /// <param name="sequence">The delivery's <see cref="DeliverySummary.Sequence"/>.</param>
    /// <param name="handler">Only the handling of this handler. Null: all.</param>
    /// <param name="cancellationToken">Ends the wait before the work began.</param>
    /// <returns>Null when there is no such delivery, or the handler has no part in it.</returns>
    Task<DiscardResult?> DiscardAsync(long sequence, string? handler, CancellationToken cancellationToken);
}
