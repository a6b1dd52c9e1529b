using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>Adds rows to the audit log, and removes the oldest. Where the chain ends is read anew each time.</summary>
internal sealed class AuditTable(SqliteSession session, AuditReading reading)
{
    private readonly Statement _add = session.Prepare(
        """
        INSERT INTO audit (seq, at, caller, address, action, target, outcome, hash)
        VALUES ($seq, $at, $caller, $address, $action, $target, $outcome, $hash)
        """);

    private readonly Statement _move = session.Prepare(
        "UPDATE audit_chain SET last_seq = $last_seq, last_hash = $last_hash, cut_seq = $cut_seq, cut_hash = $cut_hash");

    private readonly Statement _oldest = session.Prepare("SELECT seq, at, hash FROM audit ORDER BY seq LIMIT $limit");
    private readonly Statement _remove = session.Prepare("DELETE FROM audit WHERE seq <= $seq");

    /// <returns>The new head.</returns>
    public AuditMark Append(IReadOnlyList<AuditEntry> entries)
    {
        var ends = reading.Ends();
        var last = ends.Last;
        foreach (var entry in entries)
        {
            var row = AuditChain.Link(last, entry);
            Add(row);
            last = row.Mark;
        }

        Move(ends with { Last = last });
        return last;
    }

    /// <returns>How many were removed.</returns>
    public int Prune(DateTimeOffset until, int count)
    {
        var due = _oldest
            .ReadAll(static row => (At: row.Time(1), Mark: new AuditMark(row.Integer(0), row.Bytes(2))), ("$limit", count))
            .TakeWhile(row => row.At < until).ToList();
        if (due.Count == 0)
            return 0;

        _remove.Run(("$seq", due[^1].Mark.Sequence));
        Move(reading.Ends() with { Cut = due[^1].Mark });
        return due.Count;
    }

    /// <returns>False where the log has one of these rows, or later ones, already.</returns>
    public bool Take(IReadOnlyList<AuditRecord> rows, AuditEnds ends)
    {
        if (reading.Ends().Last.Sequence >= (rows.Count > 0 ? rows[0].Sequence : ends.Last.Sequence))
            return false;

        foreach (var row in rows)
            Add(row);
        Move(ends);
        return true;
    }

    private void Add(AuditRecord row) => _add.Run(
        ("$seq", row.Sequence), ("$at", row.Entry.At), ("$caller", row.Entry.Caller), ("$address", row.Entry.Address),
        ("$action", row.Entry.Action), ("$target", row.Entry.Target), ("$outcome", row.Entry.Outcome), ("$hash", row.Hash));

    private void Move(AuditEnds ends) => _move.Run(
        ("$last_seq", ends.Last.Sequence), ("$last_hash", ends.Last.Hash), ("$cut_seq", ends.Cut.Sequence), ("$cut_hash", ends.Cut.Hash));
}
