using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Upkeep;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxUpkeep
{
    private readonly Pruning _pruning;

    /// <inheritdoc/>
    public Task<PruneOutcome> PruneAsync(Retention retention, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retention);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return RunAsync(connection => _pruning.RunAsync(connection, retention, count, cancellationToken), cancellationToken);
    }
}
