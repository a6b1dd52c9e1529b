using Npgsql;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Keeping;

/// <summary>
/// Adds rows to the audit log, and removes the oldest. Whoever does so holds the lock on where the chain ends, so that replicas go one
/// after the other; what is read is read by a later statement than the one that waited for the lock.
/// </summary>
internal sealed class AuditTable(InboxClock clock)
{
    private const string LockSql = $"{AuditReading.EndsSql} FOR UPDATE";

    private const string AddSql =
        """
        INSERT INTO audit (seq, at, caller, address, action, target, outcome, hash)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string MoveSql = "UPDATE audit_chain SET cut_seq = $1, cut_hash = $2, last_seq = $3, last_hash = $4";

    private const string IsDueSql = $"SELECT at < {InboxClock.Sql} - $2 FROM audit ORDER BY seq LIMIT 1";

    private const string OldestSql = $"SELECT seq, hash, at < {InboxClock.Sql} - $2 FROM audit ORDER BY seq LIMIT $3";

    private const string RemoveSql = "DELETE FROM audit WHERE seq <= $1";

    /// <returns>The new head.</returns>
    public static async Task<AuditMark> AppendAsync(
        NpgsqlConnection connection, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var ends = await LockAsync(connection, cancellationToken).ConfigureAwait(false);
        var (last, rows) = (ends.Last, new List<AuditRecord>(entries.Count));
        foreach (var entry in entries)
        {
            rows.Add(AuditChain.Link(last, entry));
            last = rows[^1].Mark;
        }

        await connection.RunAsync(CancellationToken.None, Add(rows), Move(ends with { Last = last })).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return last;
    }

    /// <returns>How many were removed.</returns>
    public async Task<int> PruneAsync(NpgsqlConnection connection, TimeSpan kept, int count, CancellationToken cancellationToken)
    {
        // Every replica asks every minute, and there is hardly ever anything due: then nobody is locked out.
        var isDue = await connection.ReadAsync(
            row => row.GetBoolean(0), new(IsDueSql, clock.Value, Values.Of(kept)), cancellationToken).ConfigureAwait(false);
        if (isDue is not [true])
            return 0;

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var ends = await LockAsync(connection, cancellationToken).ConfigureAwait(false);
        var oldest = await connection.ReadAsync(
            row => (Mark: new AuditMark(row.GetInt64(0), row.Bytes(1)), IsDue: row.GetBoolean(2)),
            new(OldestSql, clock.Value, Values.Of(kept), Values.Of(count)), CancellationToken.None).ConfigureAwait(false);
        var due = oldest.TakeWhile(row => row.IsDue).ToList();
        if (due.Count == 0)
            return 0; // another replica was faster

        var cut = due[^1].Mark;
        await connection.RunAsync(
            CancellationToken.None, new(RemoveSql, Values.Of(cut.Sequence)), Move(ends with { Cut = cut })).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return due.Count;
    }

    /// <returns>False where the log has one of these rows, or later ones, already.</returns>
    public static async Task<bool> TakeAsync(
        NpgsqlConnection connection, IReadOnlyList<AuditRecord> rows, AuditEnds ends, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var known = await LockAsync(connection, cancellationToken).ConfigureAwait(false);
        if (known.Last.Sequence >= (rows.Count > 0 ? rows[0].Sequence : ends.Last.Sequence))
            return false;

        await connection.RunAsync(CancellationToken.None, Add(rows), Move(ends)).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    private static Task<AuditEnds> LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        AuditReading.EndsAsync(connection, cancellationToken, LockSql);

    private static Step Add(IReadOnlyList<AuditRecord> rows) => new(
        AddSql,
        Values.Of([.. rows.Select(row => row.Sequence)]),
        Values.Of([.. rows.Select(row => row.Entry.At)]),
        Values.Of([.. rows.Select(row => row.Entry.Caller)]),
        Values.Of([.. rows.Select(row => row.Entry.Address)]),
        Values.Of([.. rows.Select(row => row.Entry.Action)]),
        Values.Of([.. rows.Select(row => row.Entry.Target)]),
        Values.Of([.. rows.Select(row => row.Entry.Outcome)]),
        Values.Of([.. rows.Select(row => row.Hash.ToArray())]));

    private static Step Move(AuditEnds ends) => new(
        MoveSql,
        Values.Of(ends.Cut.Sequence), Values.Of(ends.Cut.Hash.ToArray()),
        Values.Of(ends.Last.Sequence), Values.Of(ends.Last.Hash.ToArray()));
}
