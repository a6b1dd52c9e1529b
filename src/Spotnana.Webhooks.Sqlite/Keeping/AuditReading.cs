using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>Reads the audit log.</summary>
internal sealed class AuditReading(SqliteSession session)
{
    private const string Columns = "seq, at, caller, address, action, target, outcome, hash";

    // How many rows are looked at for one page: as long as that takes the log cannot start over.
    private const int MostRows = 20_000;

    private readonly Statement _ends = session.Prepare("SELECT cut_seq, cut_hash, last_seq, last_hash FROM audit_chain");
    private readonly Statement _oldest = session.Prepare($"SELECT {Columns} FROM audit WHERE seq > $after ORDER BY seq LIMIT $limit");
    private readonly Statement _newest = session.Prepare(
        $"SELECT {Columns} FROM audit WHERE seq < $before ORDER BY seq DESC LIMIT $limit");

    /// <exception cref="InvalidDataException">Nobody can say where it ends.</exception>
    public AuditEnds Ends() => _ends.ReadAll(static row => new AuditEnds(
        new AuditMark(row.Integer(0), row.Bytes(1)), new AuditMark(row.Integer(2), row.Bytes(3)))) is [var ends]
        ? ends
        : throw new InvalidDataException(AuditEnds.Lost);

    public AuditPage Oldest(long after, int limit)
    {
        var rows = _oldest.ReadAll(Read, ("$after", after), ("$limit", limit));
        return new AuditPage(rows, rows.Count == limit ? rows[^1].Sequence : null, Ends());
    }

    public AuditPage Newest(AuditFilter filter, int limit, long? before, int mostRows = MostRows)
    {
        var (chosen, next, looked) = (new List<AuditRecord>(), (long?)null, 0);
        using (var row = _newest.Read(("$before", before ?? long.MaxValue), ("$limit", mostRows + 1)))
        {
            while (row.Next())
            {
                if (chosen.Count == limit || looked == mostRows)
                    return new AuditPage(chosen, next, Ends());
                var found = Read(row);
                (next, looked) = (found.Sequence, looked + 1);
                if (filter.Matches(found.Entry))
                    chosen.Add(found);
            }
        }

        return new AuditPage(chosen, Next: null, Ends());
    }

    private static AuditRecord Read(Statement.Rows row) => new(
        row.Integer(0),
        new AuditEntry(row.Time(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6)),
        row.Bytes(7));
}
