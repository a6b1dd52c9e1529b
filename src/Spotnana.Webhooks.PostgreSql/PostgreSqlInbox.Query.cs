using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxQuery
{
    private readonly Details _details;
    private readonly Listing _listing;

    /// <inheritdoc/>
    public Task<DeliveryPage> ListAsync(DeliveryFilter filter, int limit, DeliveryCursor? cursor, CancellationToken cancellationToken) =>
        ListAsync(filter, oldestFirst: false, limit, cursor, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryPage> ListAsync(
        DeliveryFilter filter, bool oldestFirst, int limit, DeliveryCursor? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IInboxQuery.LargestPage);
        return CanMatch(filter)
            ? ReadAsync(
                connection => _listing.PageAsync(connection, filter, oldestFirst, limit, cursor, cancellationToken), cancellationToken)
            : Task.FromResult(new DeliveryPage([], null));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryDetails>> FindAsync(string id, string? subscription, CancellationToken cancellationToken) =>
        FindAsync(id, subscription, copy: null, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryDetails>> FindCopyAsync(
        string id, string? subscription, int copy, CancellationToken cancellationToken) =>
        FindAsync(id, subscription, (int?)copy, cancellationToken);

    private Task<IReadOnlyList<DeliveryDetails>> FindAsync(
        string id, string? subscription, int? copy, CancellationToken cancellationToken) =>
        StoredText.Fits(id) && StoredText.Fits(subscription)
            ? ReadAsync(connection => _details.FindAsync(connection, id, subscription, copy, cancellationToken), cancellationToken)
            : Task.FromResult<IReadOnlyList<DeliveryDetails>>([]);

    /// <inheritdoc/>
    public Task<DeliveryPayload> ReadPayloadAsync(long sequence, CancellationToken cancellationToken) =>
        ReadAsync(connection => _details.PayloadAsync(connection, sequence, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HandlerSummary>> ListHandlersAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => Summaries.OfHandlersAsync(connection, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<InboxSummary> ReadSummaryAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => Summaries.OfInboxAsync(connection, cancellationToken), cancellationToken);

    // No row has a text that PostgreSQL cannot store.
    private static bool CanMatch(DeliveryFilter filter) =>
        StoredText.Fits(filter.Handler) && StoredText.Fits(filter.EventType?.Name) && StoredText.Fits(filter.Operation?.Raw)
        && StoredText.Fits(filter.OrganizationId) && StoredText.Fits(filter.Subject) && StoredText.Fits(filter.Subscription)
        && StoredText.Fits(filter.TraceId);
}
