using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Keeping;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxHashKeys
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredHashKey>> ReadHashKeysAsync(CancellationToken cancellationToken) =>
        RunAsync(connection => HashKeyTable.ReadAsync(connection, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task KeepHashKeyAsync(StoredHashKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return RunAsync(connection => HashKeyTable.KeepAsync(connection, key, cancellationToken), cancellationToken);
    }
}
