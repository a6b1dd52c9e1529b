using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxNames
{
    /// <inheritdoc/>
    public Task<InboxNames> ReadNamesAsync(CancellationToken cancellationToken) =>
        ReadAsync(static statements => statements.Names.Read(), cancellationToken);

    /// <inheritdoc/>
    public Task KeepNamesAsync(InboxNames names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        return RunAsync(statements => statements.Names.Keep(names), cancellationToken);
    }
}
