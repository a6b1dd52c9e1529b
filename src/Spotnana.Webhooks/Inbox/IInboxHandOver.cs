namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// An optional neighbour of <see cref="IInbox"/>: an engine that can lease a delivery in the commit that stores it. Its handler then starts
/// with the body that is still in memory, and neither a second commit nor a read comes in between.
/// </summary>
/// <remarks>
/// Only what would be the next to run is handed over: the delivery is new and due now, its lane was idle (nothing leased, nothing waiting),
/// it is the earliest of its lane in its append, and its handler is not paused. Everything else waits to be leased as ever.
/// </remarks>
public interface IInboxHandOver
{
    /// <summary>
    /// How many leases a handler should hold beyond those that it is working on, at most, so that it need not wait for the next commit.
    /// Default 0: an engine whose leases do not wait for appends needs none.
    /// </summary>
    int LeasesAhead => 0;

    /// <summary>From now on, deliveries are handed over to a handler of this process while it has room.</summary>
    /// <param name="taker">The handler's side. One for each handler: a later one takes the place of an earlier one.</param>
    /// <returns>Ends it when it is disposed of. What is being stored at that moment may still be handed over.</returns>
    IDisposable HandOverTo(ILeaseTaker taker);

    /// <summary>
    /// To be called just before a handler with a taker runs. From then on the death of this process is blamed on the delivery; before, its
    /// attempt does not count. The handler runs only after this has returned, for an engine may have to write it down for other processes
    /// to see. Fast, and not cancellable.
    /// </summary>
    /// <param name="lease">The lease.</param>
    /// <returns>
    /// False: the handler must not run, since it was paused meanwhile. The caller gives the lease back (<see cref="Settlement.Released"/>).
    /// </returns>
    ValueTask<bool> BeginAsync(Lease lease);

    /// <summary>
    /// To be called as soon as a handler that began has ended, however that was: the death of this process is not blamed on its delivery
    /// any more, even before the settlement is stored. Fast. By default it does nothing.
    /// </summary>
    /// <param name="lease">The lease.</param>
    void End(Lease lease)
    {
    }
}
