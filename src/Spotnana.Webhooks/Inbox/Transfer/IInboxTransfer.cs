namespace Spotnana.Webhooks.Inbox.Transfer;

/// <summary>
/// Takes an inbox out of one engine and into another, with everything that its answers depend on. Engines implement it beside
/// <see cref="IInbox"/>. It is for an inbox that no service works on meanwhile.
/// </summary>
/// <remarks>
/// Failures: an <see cref="InboxUnavailableException"/> or <see cref="InboxBrokenException"/> as those of <see cref="IInbox"/>.
/// </remarks>
public interface IInboxTransfer
{
    /// <summary>Reads every delivery in the order of storing, a few at a time. What is leased is pending, its attempt counted.</summary>
    IAsyncEnumerable<DeliveryRecord> ReadDeliveriesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads what lanes remember. Lanes that remember nothing, and those of deliveries without a subject, are not among them.
    /// </summary>
    IAsyncEnumerable<LaneMark> ReadLaneMarksAsync(CancellationToken cancellationToken);

    /// <summary>Reads which handlers are paused.</summary>
    Task<IReadOnlyList<HandlerPause>> ReadPausesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores deliveries, all or none, in their order. One whose id is there with the same bytes is left out; one whose id
    /// is there with other bytes becomes a further copy. <see cref="DeliveryRecord.Sequence"/> is kept where it is higher
    /// than all that the inbox has used.
    /// </summary>
    /// <returns>How many were added. Durable when this returns.</returns>
    /// <exception cref="InvalidDataException">A delivery is one that the store cannot hold. The message names it.</exception>
    Task<int> WriteDeliveriesAsync(IReadOnlyList<DeliveryRecord> deliveries, CancellationToken cancellationToken);

    /// <summary>Makes lanes remember; where one remembers already, the later of both. To be called when the deliveries are in.</summary>
    Task WriteLaneMarksAsync(IReadOnlyList<LaneMark> marks, CancellationToken cancellationToken);

    /// <summary>Pauses handlers; one that is paused stays paused since when it was.</summary>
    Task WritePausesAsync(IReadOnlyList<HandlerPause> pauses, CancellationToken cancellationToken);
}
