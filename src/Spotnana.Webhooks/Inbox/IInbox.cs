namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// The durable store between intake and dispatch. An engine implements it; every member may be called from any thread
/// and by many callers at once, and an engine is free to group what waits into one commit.
/// </summary>
/// <remarks>
/// Failures: an <see cref="InboxUnavailableException"/> means nothing of the call is stored and a later call may succeed (disk full,
/// database gone); an <see cref="InboxBrokenException"/> means that the engine must not be used again in this process.
/// </remarks>
public interface IInbox : IAsyncDisposable
{
    /// <summary>Opens the store, brings its schema up to date and becomes its owner.</summary>
    /// <returns>False while another process owns it: call again later.</returns>
    /// <exception cref="InboxStartException">
    /// The store cannot be used: corrupt, of a newer version, not writable. The message names the file and says what to do.
    /// </exception>
    Task<bool> TryOpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores deliveries with one handling for each matching handler; of a skipped one not the body. Returns when all of it is durable, one
    /// outcome per entry in the same order.
    /// </summary>
    Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// How many appends at a time store the most. An engine with one writer has 1, the default, and is given larger batches instead.
    /// </summary>
    int AppendsAtOnce => 1;

    /// <summary>
    /// Leases the heads of up to <paramref name="count"/> due lanes of one handler, the longest due first. Within a lane the handling that
    /// occurred earliest is the head. An expired lease is taken over. The attempt is durable when this returns. A paused handler gets none.
    /// </summary>
    Task<IReadOnlyList<Lease>> LeaseAsync(string handler, int count, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Makes a lease last <paramref name="duration"/> from now. False when it is no longer held.</summary>
    Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a lease, durably, and goes on with its lane where <paramref name="next"/> is given: the lane's next head, if it is due and the
    /// handler is not paused, is leased for that long in the same commit. So a lane with much to do costs one commit for each handling.
    /// </summary>
    Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken);

    /// <summary>
    /// Returns as soon as a lane of the handler may be due. It may return early; the caller leases again to find out. While the
    /// handler is paused none is due.
    /// </summary>
    Task WaitForWorkAsync(string handler, CancellationToken cancellationToken);

    /// <summary>Proves by a small durable write that the store works. Throws like the other members when it does not.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);
}
