using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxUpkeep
{
    /// <inheritdoc/>
    public Task<PruneOutcome> PruneAsync(Retention retention, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retention);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return RunAsync(statements => statements.Pruning.Run(retention, count, Now), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PruneOutcome> PruneEarlyAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return RunAsync(statements => statements.Pruning.RunEarly(count), cancellationToken);
    }
}
