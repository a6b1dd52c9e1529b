namespace Spotnana.Webhooks.Inbox.Transfer;

/// <summary>
/// Copies an inbox from one engine to another, with everything that its behaviour depends on. Engines implement it beside
/// <see cref="IInbox"/>. No service may use the inbox meanwhile.
/// </summary>
/// <remarks>
/// Failures are those of <see cref="IInbox"/>: an <see cref="InboxUnavailableException"/> or an <see cref="InboxBrokenException"/>.
/// </remarks>
public interface IInboxTransfer
{
    /// <summary>
    /// Reads every delivery in the order of storing, a few at a time. A leased handling is pending, with its attempt counted.
    /// </summary>
    IAsyncEnumerable<DeliveryRecord> ReadDeliveriesAsync(CancellationToken cancellationToken);

    /// <summary>Reads the marks of all lanes. Lanes that remember nothing, and lanes of deliveries without a subject, have none.</summary>
    IAsyncEnumerable<LaneMark> ReadLaneMarksAsync(CancellationToken cancellationToken);

    /// <summary>Reads which handlers are paused.</summary>
    Task<IReadOnlyList<HandlerPause>> ReadPausesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores deliveries in their order, all or none. One whose id is already stored with the same bytes is left out; one whose id is
    /// stored with other bytes becomes a further copy. A <see cref="DeliveryRecord.Sequence"/> is kept where it is higher than any that the
    /// inbox has used.
    /// </summary>
    /// <returns>How many were added. Durable when this returns.</returns>
    /// <exception cref="InvalidDataException">The store cannot hold one of the deliveries. The message names it.</exception>
    Task<int> WriteDeliveriesAsync(IReadOnlyList<DeliveryRecord> deliveries, CancellationToken cancellationToken);

    /// <summary>Stores the marks of lanes. Where a lane has one, the later values win. Call it after the deliveries are written.</summary>
    Task WriteLaneMarksAsync(IReadOnlyList<LaneMark> marks, CancellationToken cancellationToken);

    /// <summary>Pauses handlers. One that is already paused keeps the time of its pause.</summary>
    Task WritePausesAsync(IReadOnlyList<HandlerPause> pauses, CancellationToken cancellationToken);
}
