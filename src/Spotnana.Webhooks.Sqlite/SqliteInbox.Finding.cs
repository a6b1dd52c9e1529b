using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxFinding
{
    /// <inheritdoc/>
    public async Task<long?> ReadKeyPlaceAsync(CancellationToken cancellationToken) =>
        await ReadAsync(static statements => statements.Keys.Place(), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<bool> WriteKeysAsync(KeyStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        return RunAsync(statements => statements.Keys.Write(step), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListUnreadKeysAsync(long after, int count, CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Keys.Unread(after, count), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliverySummary>> ListWithoutKeysAsync(long before, int count, CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Keys.WithoutKeys(before, count), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> FindByKeyAsync(long key, long before, int count, CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Keys.Find(key, before, count), cancellationToken);
}
