namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>
/// An operator's actions on the inbox. Every engine implements it beside <see cref="IInbox"/>. Each action is durable when it returns, may
/// be repeated, and may run while deliveries are stored and leases are given and settled.
/// </summary>
/// <remarks>
/// A handling that is leased now is neither redriven nor discarded nor made due. A lease that has run out does not protect its handling; a
/// settlement by its former holder is then refused. Failures are those of <see cref="IInbox"/>.
/// </remarks>
public interface IInboxOperator
{
    /// <summary>
    /// Redrives a delivery: puts back its dead handlings or, where none is dead, its completed ones. They wait from now on, are due now and
    /// have no attempts yet. Earlier attempts stay in the timeline, and the lane keeps the progress that decides
    /// <see cref="Lease.IsStale"/>. A delivery without handlings (unhandled, unreadable, conflict) is read again first. Handlings that are
    /// pending are due now, too, and keep their attempts; then completed ones are not repeated.
    /// </summary>
    /// <param name="sequence">The delivery's <see cref="DeliverySummary.Sequence"/>.</param>
    /// <param name="handler">Only the handling of this handler. Null: all.</param>
    /// <param name="reread">Reads a delivery without handlings again.</param>
    /// <param name="cancellationToken">Cancels the call as long as its work has not begun.</param>
    Task<RedriveResult> RedriveAsync(long sequence, string? handler, RereadDelivery reread, CancellationToken cancellationToken);

    /// <summary>
    /// Redrives all deliveries that match now, oldest first, in small steps, so that other callers are served between them. A
    /// <see cref="DeliveryFilter.Handler"/> limits it to that handler's handlings, and a <see cref="DeliveryFilter.Reason"/> to those that
    /// are dead for that reason.
    /// </summary>
    /// <param name="filter">
    /// Selects the deliveries. Without a state, the dead ones; with a handler but no state, every delivery of which that handler's handling
    /// is dead, whatever its other handlers still do. Completed handlings are repeated only where the filter's state is completed.
    /// </param>
    /// <param name="dryRun">True: deliveries are only counted; nothing is changed.</param>
    /// <param name="reread">Reads a delivery without handlings again.</param>
    /// <param name="cancellationToken">
    /// Stops it between two steps. Deliveries redriven by then stay redriven; another call goes on with the rest.
    /// </param>
    Task<RedriveTotals> RedriveAsync(DeliveryFilter filter, bool dryRun, RereadDelivery reread, CancellationToken cancellationToken);

    /// <summary>The same, but it ends when so many deliveries were redriven.</summary>
    /// <param name="filter">Selects the deliveries.</param>
    /// <param name="limit">The most deliveries to redrive, at least 1. What is left as it is does not count. Null: no limit.</param>
    /// <param name="dryRun">True: deliveries are only counted; nothing is changed.</param>
    /// <param name="reread">Reads a delivery without handlings again.</param>
    /// <param name="cancellationToken">Stops it between two steps.</param>
    /// <exception cref="NotSupportedException">There is a limit, and the engine knows none.</exception>
    Task<RedriveTotals> RedriveAsync(
        DeliveryFilter filter, int? limit, bool dryRun, RereadDelivery reread, CancellationToken cancellationToken) =>
        limit is null
            ? RedriveAsync(filter, dryRun, reread, cancellationToken)
            : throw new NotSupportedException("This inbox cannot limit a redrive.");

    /// <summary>
    /// Makes every handling that waits for a handler due now, with its attempts unchanged, and has a handler that waits for something
    /// unreachable try at once, here and in every process that shares the store. A reorder window is kept. Works in small steps, so that
    /// other callers are served between them.
    /// </summary>
    /// <param name="handler">The handler's name, case-sensitive.</param>
    /// <param name="cancellationToken">Stops it between two steps. Handlings that are due by then stay due.</param>
    /// <returns>The number of handlings that had to wait and are due now.</returns>
    /// <exception cref="NotSupportedException">The engine cannot do this.</exception>
    Task<long> TryAsync(string handler, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This inbox cannot make due what waits.");

    /// <summary>
    /// Stops giving out leases for a handler, here and in every process that shares the store, until <see cref="ResumeAsync"/>; a restart
    /// does not end the pause. Handlings that are leased go on to their end. Waiting ones use up no attempts, but their
    /// <c>Dispatch:RetryFor</c> goes on counting.
    /// </summary>
    /// <returns>False when the handler was paused already.</returns>
    Task<bool> PauseAsync(string handler, CancellationToken cancellationToken);

    /// <summary>Ends a pause. What waited for the next attempt is due now, as after <see cref="TryAsync"/>.</summary>
    /// <returns>False when there was none. Then nothing is changed.</returns>
    Task<bool> ResumeAsync(string handler, CancellationToken cancellationToken);

    /// <summary>
    /// Discards every handling that waits for a handler, configured or not: it becomes a dead letter with the reason
    /// <see cref="DeadReason.Discarded"/>. Works in small steps, so that other callers are served between them. Handlings stored meanwhile
    /// are left alone.
    /// </summary>
    /// <param name="handler">The handler's name, case-sensitive.</param>
    /// <param name="cancellationToken">Stops it between two steps. Handlings discarded by then stay discarded.</param>
    Task<DiscardResult> DiscardAsync(string handler, CancellationToken cancellationToken);

    /// <summary>
    /// Gives up one delivery: its handlings that wait become dead letters with the reason <see cref="DeadReason.Discarded"/>. Those that
    /// are dead letters already get this reason, and so does a delivery that is quarantined: what was given up on purpose is no alarm.
    /// </summary>
    /// <param name="sequence">The delivery's <see cref="DeliverySummary.Sequence"/>.</param>
    /// <param name="handler">Only the handling of this handler. Null: all.</param>
    /// <param name="cancellationToken">Cancels the call as long as its work has not begun.</param>
    /// <returns>Null when there is no such delivery, or the handler has no part in it.</returns>
    Task<DiscardResult?> DiscardAsync(long sequence, string? handler, CancellationToken cancellationToken);
}
