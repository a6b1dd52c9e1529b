using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxQuery
{
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
        return ReadAsync(statements => statements.Listing.Page(filter, oldestFirst, limit, cursor, Now), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryDetails>> FindAsync(string id, string? subscription, CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Details.Find(id, subscription, copy: null, Now), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryDetails>> FindCopyAsync(
        string id, string? subscription, int copy, CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Details.Find(id, subscription, copy, Now), cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryPayload> ReadPayloadAsync(long sequence, CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Details.Payload(sequence), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HandlerSummary>> ListHandlersAsync(CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Summaries.Handlers(), cancellationToken);

    /// <inheritdoc/>
    public Task<InboxSummary> ReadSummaryAsync(CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Summaries.Inbox(), cancellationToken);

    private Task<T> ReadAsync<T>(Func<ReadStatements, T> read, CancellationToken cancellationToken)
    {
        var reader = _reader ?? throw NotOpen();
        return _thread!.Failure is { } broken ? Task.FromException<T>(broken) : reader.RunAsync(read, cancellationToken);
    }
}
