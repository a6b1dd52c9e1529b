using Npgsql;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Keeping;

/// <summary>Reads the audit log.</summary>
internal static class AuditReading
{
    public const string EndsSql = "SELECT cut_seq, cut_hash, last_seq, last_hash FROM audit_chain";

    private const string Columns = "seq, at, caller, address, action, target, outcome, hash";

    // How many numbers are looked at for one page.
    private const int MostRows = 50_000;

    private const string OldestSql = $"SELECT {Columns} FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2";

    private const string NewestSql =
        $"""
        SELECT {Columns} FROM audit
        WHERE seq < $1 AND seq >= $2
            AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
            AND ($6::text IS NULL OR caller = $6) AND ($7::text IS NULL OR action = $7)
            AND ($8::text[] IS NULL OR EXISTS (SELECT FROM unnest($8) AS part WHERE strpos(target, part) > 0))
        ORDER BY seq DESC LIMIT $3
        """;

    /// <exception cref="InvalidDataException">Nobody can say where it ends.</exception>
    public static async Task<AuditEnds> EndsAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken, string sql = EndsSql)
    {
        var ends = await connection.ReadAsync(
            row => new AuditEnds(new AuditMark(row.GetInt64(0), row.Bytes(1)), new AuditMark(row.GetInt64(2), row.Bytes(3))),
            new(sql), cancellationToken).ConfigureAwait(false);
        return ends is [var known] ? known : throw new InvalidDataException(AuditEnds.Lost);
    }

    public static async Task<AuditPage> OldestAsync(
        NpgsqlConnection connection, long after, int limit, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(
            Read, new(OldestSql, Values.Of(after), Values.Of(limit)), cancellationToken).ConfigureAwait(false);
        var ends = await EndsAsync(connection, cancellationToken).ConfigureAwait(false);
        return new AuditPage(rows, rows.Count == limit ? rows[^1].Sequence : null, ends);
    }

    public static async Task<AuditPage> NewestAsync(
        NpgsqlConnection connection, AuditFilter filter, int limit, long? before, CancellationToken cancellationToken)
    {
        var ends = await EndsAsync(connection, cancellationToken).ConfigureAwait(false);
        var high = before ?? long.MaxValue;
        var low = Math.Min(high, ends.Last.Sequence + 1) - MostRows;
        var newest = new Step(
            NewestSql, Values.Of(high), Values.Of(low), Values.Of(limit + 1), Values.Of(filter.From), Values.Of(filter.To),
            Values.Of(filter.Caller), Values.Of(filter.Action), TargetsOf(filter));
        var rows = await connection.ReadAsync(Read, newest, cancellationToken).ConfigureAwait(false);
        if (rows.Count <= limit)
            return new AuditPage(rows, low > ends.Cut.Sequence + 1 ? low : null, ends);

        rows.RemoveAt(limit);
        return new AuditPage(rows, rows[^1].Sequence, ends);
    }

    private static NpgsqlParameter TargetsOf(AuditFilter filter)
    {
        var targets = Values.Of([.. filter.Targets ?? []]);
        if (filter.Targets is null)
            targets.Value = DBNull.Value;
        return targets;
    }

    private static AuditRecord Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new AuditEntry(row.Time(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6)),
        row.Bytes(7));
}
