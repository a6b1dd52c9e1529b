using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Sums up the counts that the schema's triggers keep: a few rows, however much waits.</summary>
internal static class Stats
{
    internal const string TallySql = $"SELECT {Tally.Columns} FROM tally GROUP BY handler, reason";

    internal const string WaitingSinceSql =
        """
        SELECT asked.handler, (
            SELECT min(handling.received_at) FROM handling WHERE handling.handler = asked.handler AND handling.state = 0)
        FROM unnest($1) AS asked (handler)
        """;

    private const string ChangesSql = "SELECT greatest((SELECT count(*) FROM tally), (SELECT count(*) FROM delivery_tally))";

    // Several may fold at the same time: each of them folds other rows, and the sums are the same at any moment.
    private const string FoldSql =
        """
        WITH taken AS (
            DELETE FROM tally WHERE ctid = ANY (ARRAY(SELECT ctid FROM tally LIMIT 50000 FOR UPDATE SKIP LOCKED)) RETURNING handler, reason, count)
        INSERT INTO tally SELECT handler, reason, sum(count) FROM taken GROUP BY handler, reason
        """;

    private const string FoldDeliveriesSql =
        """
        WITH taken AS (
            DELETE FROM delivery_tally WHERE ctid = ANY (ARRAY(SELECT ctid FROM delivery_tally LIMIT 50000 FOR UPDATE SKIP LOCKED)) RETURNING state, count)
        INSERT INTO delivery_tally SELECT state, sum(count) FROM taken GROUP BY state
        """;

    private const string Quarantine = "";
    private const int Pending = 0;
    private const long ManyChanges = 500;

    public static async Task<InboxStats> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(Tally.Read, new(TallySql), cancellationToken).ConfigureAwait(false);
        var counts = rows.ToLookup(row => row.Handler);
        string[] names = [.. counts.Select(handler => handler.Key).Where(name => name != Quarantine)];
        var since = await connection.ReadAsync(
            row => (Handler: row.GetString(0), Since: row.TimeOrNull(1)),
            new(WaitingSinceSql, Values.Of(names)),
            cancellationToken).ConfigureAwait(false);
        return new InboxStats(
            [.. since.Select(handler => new HandlerStats(
                handler.Handler,
                counts[handler.Handler].FirstOrDefault(row => row.Reason == Pending).Count,
                handler.Since,
                Dead(counts[handler.Handler])))],
            Dead(counts[Quarantine]));
    }

    /// <summary>Folds the changes into one row for each count, once there are many.</summary>
    public static async Task<bool> FoldAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var changes = await connection.ReadAsync(row => row.GetInt64(0), new(ChangesSql), cancellationToken).ConfigureAwait(false);
        if (changes[0] < ManyChanges)
            return false;
        await connection.RunAsync(cancellationToken, new Step(FoldSql), new Step(FoldDeliveriesSql)).ConfigureAwait(false);
        return true;
    }

    private static Dictionary<DeadReason, long> Dead(IEnumerable<Tally> rows) =>
        rows.Where(row => row.Reason != Pending).ToDictionary(row => (DeadReason)row.Reason, row => row.Count);

    private readonly record struct Tally(string Handler, int Reason, long Count)
    {
        public const string Columns = "handler, reason, sum(count)::bigint";

        public static Tally Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetInt16(1), row.GetInt64(2));
    }
}
