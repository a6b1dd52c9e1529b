using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox : IInboxAudit
{
    private readonly List<AuditRecord> _audit = [];
    private AuditEnds _auditEnds = new(AuditMark.Start, AuditMark.Start);

    /// <inheritdoc/>
    public Task<AuditMark> AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                _audit.Add(AuditChain.Link(_auditEnds.Last, entry));
                _auditEnds = _auditEnds with { Last = _audit[^1].Mark };
            }

            return Task.FromResult(_auditEnds.Last);
        }
    }

    /// <inheritdoc/>
    public Task<AuditPage> ListAuditAsync(AuditFilter filter, int limit, long? before, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var found = Enumerable.Reverse(_audit).Where(row => (before is null || row.Sequence < before) && filter.Matches(row.Entry))
                .Take(limit + 1).ToList();
            return Task.FromResult(new AuditPage(
                [.. found.Take(limit)], found.Count > limit ? found[limit - 1].Sequence : null, _auditEnds));
        }
    }

    /// <inheritdoc/>
    public Task<AuditPage> ReadAuditAsync(long after, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var rows = _audit.Where(row => row.Sequence > after).Take(limit).ToList();
            return Task.FromResult(new AuditPage(rows, rows.Count == limit ? rows[^1].Sequence : null, _auditEnds));
        }
    }

    /// <inheritdoc/>
    public Task<AuditEnds> ReadAuditEndsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(_auditEnds);
    }

    /// <inheritdoc/>
    public Task<int> PruneAuditAsync(TimeSpan kept, int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var until = time.GetUtcNow() - kept;
            var due = _audit.Take(count).TakeWhile(row => row.Entry.At < until).ToList();
            if (due.Count > 0)
                _auditEnds = _auditEnds with { Cut = due[^1].Mark };
            _audit.RemoveRange(0, due.Count);
            return Task.FromResult(due.Count);
        }
    }

    /// <inheritdoc/>
    public Task<bool> TakeAuditAsync(IReadOnlyList<AuditRecord> rows, AuditEnds ends, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_auditEnds.Last.Sequence >= (rows.Count > 0 ? rows[0].Sequence : ends.Last.Sequence))
                return Task.FromResult(false);
            _audit.AddRange(rows);
            _auditEnds = ends;
            return Task.FromResult(true);
        }
    }
}
