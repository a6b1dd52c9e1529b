namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>
/// Looks into the inbox. Every engine implements it beside <see cref="IInbox"/>. Nothing is changed, and what stores and leases does not
/// wait for it.
/// </summary>
/// <remarks>
/// Failures: an <see cref="InboxUnavailableException"/> where the store cannot be read for now, an
/// <see cref="InboxBrokenException"/> once it is given up.
/// </remarks>
public interface IInboxQuery
{
    /// <summary>The most deliveries that a page can hold: 1,000.</summary>
    const int LargestPage = 1000;

    /// <summary>Lists deliveries, the newest first, in the order in which they were stored.</summary>
    /// <param name="filter">Which deliveries; <see cref="DeliveryFilter.All"/> for all.</param>
    /// <param name="limit">The most deliveries to return, 1 to <see cref="LargestPage"/>.</param>
    /// <param name="cursor">Where the last page ended: its <see cref="DeliveryPage.Next"/>. Null: from the newest on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>
    /// A delivery that is there and matches throughout is listed exactly once, whatever is stored or settled meanwhile. How much is read
    /// for one page is bounded: where a filter finds little among much, a page may hold fewer than <paramref name="limit"/>, even none, and
    /// still have a <see cref="DeliveryPage.Next"/>.
    /// </remarks>
    Task<DeliveryPage> ListAsync(DeliveryFilter filter, int limit, DeliveryCursor? cursor, CancellationToken cancellationToken);

    /// <summary>Finds all that is stored under an id.</summary>
    /// <param name="id">The delivery's id, whole and in its own case.</param>
    /// <param name="subscription">Null: in any subscription.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// By subscription, then by <see cref="DeliverySummary.Copy"/>: more than one where an id stands in several subscriptions or came again
    /// with other bytes. At most 100. Empty: there is none.
    /// </returns>
    Task<IReadOnlyList<DeliveryDetails>> FindAsync(string id, string? subscription, CancellationToken cancellationToken);

    /// <summary>Reads the bytes of a delivery, unchanged.</summary>
    /// <param name="sequence">Its <see cref="DeliverySummary.Sequence"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<DeliveryPayload> ReadPayloadAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>
    /// The handlers that the inbox knows: those that something was ever stored for, configured or not, and those that are paused. By name.
    /// </summary>
    Task<IReadOnlyList<HandlerSummary>> ListHandlersAsync(CancellationToken cancellationToken);

    /// <summary>Counts what is stored. It costs about the same with a million deliveries as with none.</summary>
    Task<InboxSummary> ReadSummaryAsync(CancellationToken cancellationToken);
}
