namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>
/// Reads the inbox. Every engine implements it beside <see cref="IInbox"/>. It changes nothing, and storing and leasing do not wait for it.
/// </summary>
/// <remarks>
/// Failures: an <see cref="InboxUnavailableException"/> means that the store cannot be read for now, an <see cref="InboxBrokenException"/>
/// that the engine must not be used again in this process.
/// </remarks>
public interface IInboxQuery
{
    /// <summary>The most deliveries that a page can hold: 1,000.</summary>
    const int LargestPage = 1000;

    /// <summary>Lists deliveries by the order in which they were stored, newest first.</summary>
    /// <param name="filter">Selects the deliveries; <see cref="DeliveryFilter.All"/> for all.</param>
    /// <param name="limit">The most deliveries to return, 1 to <see cref="LargestPage"/>.</param>
    /// <param name="cursor">Where the last page ended: its <see cref="DeliveryPage.Next"/>. Null: starts at the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>
    /// A delivery that is there and matches all the while is listed exactly once over all pages, whatever changes meanwhile. The work for
    /// one page is bounded: where few of many deliveries match, it may hold fewer than <paramref name="limit"/>, even none, and still have
    /// a <see cref="DeliveryPage.Next"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is out of its range.</exception>
    Task<DeliveryPage> ListAsync(DeliveryFilter filter, int limit, DeliveryCursor? cursor, CancellationToken cancellationToken);

    /// <summary>The same, newest or oldest first.</summary>
    /// <param name="filter">Selects the deliveries; <see cref="DeliveryFilter.All"/> for all.</param>
    /// <param name="oldestFirst">True: starts at the oldest.</param>
    /// <param name="limit">The most deliveries to return, 1 to <see cref="LargestPage"/>.</param>
    /// <param name="cursor">Where the last page, in the same order, ended. Null: starts at the beginning.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is out of its range.</exception>
    /// <exception cref="NotSupportedException">The oldest are asked for first, and the engine cannot list them so.</exception>
    Task<DeliveryPage> ListAsync(
        DeliveryFilter filter, bool oldestFirst, int limit, DeliveryCursor? cursor, CancellationToken cancellationToken) =>
        oldestFirst
            ? throw new NotSupportedException("This inbox lists the newest first only.")
            : ListAsync(filter, limit, cursor, cancellationToken);

    /// <summary>Finds the deliveries that are stored under an id.</summary>
    /// <param name="id">The whole id, case-sensitive.</param>
    /// <param name="subscription">The name of their subscription. Null: any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// The deliveries by subscription, then by <see cref="DeliverySummary.Copy"/>: several where the id is used in several subscriptions or
    /// came again with other bytes. At most 100. Empty: there is none.
    /// </returns>
    Task<IReadOnlyList<DeliveryDetails>> FindAsync(string id, string? subscription, CancellationToken cancellationToken);

    /// <summary>Finds one copy under an id, also one beyond those that <see cref="FindAsync"/> lists.</summary>
    /// <param name="id">The whole id, case-sensitive.</param>
    /// <param name="subscription">The name of its subscription. Null: any.</param>
    /// <param name="copy">Its <see cref="DeliverySummary.Copy"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// One for each subscription that has it, at most 100. An engine that does not implement this finds what the list has.
    /// </returns>
    async Task<IReadOnlyList<DeliveryDetails>> FindCopyAsync(
        string id, string? subscription, int copy, CancellationToken cancellationToken) =>
        [.. (await FindAsync(id, subscription, cancellationToken).ConfigureAwait(false)).Where(found => found.Delivery.Copy == copy)];

    /// <summary>Reads the body of a delivery, unchanged.</summary>
    /// <param name="sequence">Its <see cref="DeliverySummary.Sequence"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<DeliveryPayload> ReadPayloadAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the handlers that the inbox knows, by name: those that ever had a handling, configured or not, and those that are paused.
    /// </summary>
    Task<IReadOnlyList<HandlerSummary>> ListHandlersAsync(CancellationToken cancellationToken);

    /// <summary>Counts the stored deliveries and the backlog. It costs about the same with a million deliveries as with none.</summary>
    Task<InboxSummary> ReadSummaryAsync(CancellationToken cancellationToken);
}
