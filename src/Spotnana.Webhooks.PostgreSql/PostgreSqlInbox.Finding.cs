using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Keeping;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxFinding
{
    /// <inheritdoc/>
    public async Task<long?> ReadKeyPlaceAsync(CancellationToken cancellationToken) =>
        await ReadNumbersAsync(new(KeySql.Place, Values.Of((long?)_begun.Holder)), cancellationToken).ConfigureAwait(false) is [var place]
            ? place
            : null;

    /// <inheritdoc/>
    public Task<bool> WriteKeysAsync(KeyStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        return RunAsync(connection => _erasing.WriteKeysAsync(connection, step, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListUnreadKeysAsync(long after, int count, CancellationToken cancellationToken) =>
        ReadNumbersAsync(new(KeySql.Unread, Values.Of((long?)after), Values.Of((int?)count)), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeliverySummary>> ListWithoutKeysAsync(long before, int count, CancellationToken cancellationToken) =>
        await ReadAsync(
            connection => connection.ReadAsync(
                DeliveryRow.Read, new(KeySql.Without, Values.Of((long?)before), Values.Of((int?)count)), cancellationToken),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> FindByKeyAsync(long key, long before, int count, CancellationToken cancellationToken) =>
        ReadNumbersAsync(
            new(KeySql.Find, Values.Of((long?)key), Values.Of((long?)before), Values.Of((int?)count)), cancellationToken);

    private async Task<IReadOnlyList<long>> ReadNumbersAsync(Step step, CancellationToken cancellationToken) =>
        await ReadAsync(connection => connection.ReadAsync(row => row.GetInt64(0), step, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
}
