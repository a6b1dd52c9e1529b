using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Flow;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxNames
{
    /// <inheritdoc/>
    public Task<InboxNames> ReadNamesAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => Names.ReadAsync(connection, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task KeepNamesAsync(InboxNames names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        return RunAsync(connection => Names.KeepAsync(connection, names, cancellationToken), cancellationToken);
    }
}
