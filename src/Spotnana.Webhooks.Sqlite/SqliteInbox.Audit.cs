using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxAudit
{
    /// <inheritdoc/>
    public Task<AuditMark> AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return RunAsync(statements => statements.Audit.Append(entries), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AuditPage> ListAuditAsync(AuditFilter filter, int limit, long? before, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        CheckPage(limit);
        return ReadAsync(statements => statements.Audit.Newest(filter, limit, before), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AuditPage> ReadAuditAsync(long after, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return ReadAsync(statements => statements.Audit.Oldest(after, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AuditEnds> ReadAuditEndsAsync(CancellationToken cancellationToken) =>
        ReadAsync(static statements => statements.Audit.Ends(), cancellationToken);

    /// <inheritdoc/>
    public Task<int> PruneAuditAsync(TimeSpan kept, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return RunAsync(statements => statements.Audit.Prune(Now - kept, count), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> TakeAuditAsync(IReadOnlyList<AuditRecord> rows, AuditEnds ends, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(ends);
        return RunAsync(statements => statements.Audit.Take(rows, ends), cancellationToken);
    }

    private static void CheckPage(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IInboxAudit.LargestPage);
    }
}
