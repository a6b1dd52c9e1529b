namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// The durable store between intake and dispatch, which engines implement. Every member may be called from any thread and by many callers
/// at once, and an engine is free to group waiting calls into one commit.
/// </summary>
/// <remarks>
/// Failures: an <see cref="InboxUnavailableException"/> means that nothing of the call is stored and a later call may succeed (disk full,
/// database gone); an <see cref="InboxBrokenException"/> means that the engine must not be used again in this process.
/// </remarks>
public interface IInbox : IAsyncDisposable
{
    /// <summary>Opens the store, brings its schema up to date and becomes its owner.</summary>
    /// <returns>False while another process owns it: call again later.</returns>
    /// <exception cref="InboxStartException">
    /// The store cannot be used, since it is corrupt, of a newer version or not writable. The message names the file and says what to do.
    /// </exception>
    Task<bool> TryOpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores deliveries, with one handling for each matching handler. The body of a skipped one is not stored. All of it is durable when
    /// this returns.
    /// </summary>
    /// <returns>One outcome per entry, in the same order.</returns>
    Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// Brings a body into the form in which it is stored, on the caller's thread and before its append, so that the append has less to do.
    /// Default: null, the engine does that itself.
    /// </summary>
    /// <param name="delivery">The delivery, whose body stays as it is.</param>
    /// <returns>What <see cref="InboxEntry.Stored"/> takes. The caller disposes of it.</returns>
    StoredBody? Encode(Delivery delivery) => null;

    /// <summary>
    /// The number of concurrent appends at which the engine stores the most. Default 1: an engine with one writer gets larger batches
    /// instead.
    /// </summary>
    int AppendsAtOnce => 1;

    /// <summary>
    /// Leases the heads of up to <paramref name="count"/> due lanes of one handler, those due longest first. The head of a lane is the
    /// handling of its earliest event. Expired leases are taken over. The attempts are durable when this returns. A paused handler gets no
    /// leases.
    /// </summary>
    Task<IReadOnlyList<Lease>> LeaseAsync(string handler, int count, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Renews a lease, to last <paramref name="duration"/> from now. False when it is no longer held.</summary>
    Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a lease durably. If <paramref name="next"/> is given, the lane's next head is leased for that long in the same commit, provided
    /// that it is due and the handler is not paused. So a busy lane costs one commit for each handling.
    /// </summary>
    Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken);

    /// <summary>
    /// Settles several leases, in one commit where the engine can. By default each is settled by itself.
    /// </summary>
    /// <param name="requests">The settlements, of different leases.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One outcome per request, in the same order. Where one of them fails, nothing is known of the others.</returns>
    async Task<IReadOnlyList<SettleOutcome>> SettleAsync(IReadOnlyList<SettleRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return await Task.WhenAll(requests.Select(request => SettleAsync(request.Settlement, request.Next, cancellationToken)))
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Returns as soon as a lane of the handler may be due. It may return early; the caller leases again to find out. While the handler is
    /// paused, none of its lanes is due.
    /// </summary>
    Task WaitForWorkAsync(string handler, CancellationToken cancellationToken);

    /// <summary>
    /// Returns when an operator has asked, in any process that shares the store, to try a handler now. Default: never, before it is
    /// cancelled.
    /// </summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task WaitForTryAsync(string handler, CancellationToken cancellationToken) =>
        new TaskCompletionSource().Task.WaitAsync(cancellationToken);

    /// <summary>Proves by a small durable write that the store works. Throws like the other members when it does not.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);
}
