using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxHashKeys
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredHashKey>> ReadHashKeysAsync(CancellationToken cancellationToken) =>
        RunAsync(static statements => statements.HashKeys.Read(), cancellationToken);

    /// <inheritdoc/>
    public Task KeepHashKeyAsync(StoredHashKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return RunAsync(statements => statements.HashKeys.Keep(key), cancellationToken);
    }
}
