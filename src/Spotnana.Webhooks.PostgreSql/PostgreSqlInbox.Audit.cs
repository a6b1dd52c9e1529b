using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.PostgreSql.Keeping;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxAudit
{
    private readonly AuditTable _audit;

    /// <inheritdoc/>
    public Task<AuditMark> AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return RunAsync(connection => AuditTable.AppendAsync(connection, entries, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AuditPage> ListAuditAsync(AuditFilter filter, int limit, long? before, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        CheckPage(limit);
        return ReadAsync(connection => AuditReading.NewestAsync(connection, filter, limit, before, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AuditPage> ReadAuditAsync(long after, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return ReadAsync(connection => AuditReading.OldestAsync(connection, after, limit, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AuditEnds> ReadAuditEndsAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => AuditReading.EndsAsync(connection, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<int> PruneAuditAsync(TimeSpan kept, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return RunAsync(connection => _audit.PruneAsync(connection, kept, count, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> TakeAuditAsync(IReadOnlyList<AuditRecord> rows, AuditEnds ends, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(ends);
        return RunAsync(connection => AuditTable.TakeAsync(connection, rows, ends, cancellationToken), cancellationToken);
    }

    private static void CheckPage(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IInboxAudit.LargestPage);
    }
}
