using Npgsql;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>Proves that the inbox can be written to.</summary>
internal static class Probing
{
    // Finds a server that only reads: a standby, or one that is set so.
    private const string WriteSql =
        $"INSERT INTO meta VALUES ('probed_at', {InboxClock.Sql}::text) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

    // What storing and leasing write. Rights may have been given for some tables only, or not for those that a later release made.
    private const string LackingSql =
        """
        SELECT string_agg(relname, ', ' ORDER BY relname)
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = $1 AND CASE
            WHEN relname IN ('delivery', 'payload', 'lane', 'handling', 'attempt', 'tally', 'delivery_tally')
                THEN NOT (has_table_privilege(pg_class.oid, 'SELECT') AND has_table_privilege(pg_class.oid, 'INSERT'))
            WHEN relname = 'meta' THEN NOT (has_table_privilege(pg_class.oid, 'INSERT') AND has_table_privilege(pg_class.oid, 'UPDATE'))
            WHEN relname IN ('delivery_seq', 'lane_id') THEN NOT has_sequence_privilege(pg_class.oid, 'USAGE')
            ELSE false END
        """;

    /// <returns>Always true: a failure is thrown.</returns>
    public static async Task<bool> RunAsync(
        NpgsqlConnection connection, string schema, InboxClock clock, CancellationToken cancellationToken)
    {
        string? lacking = null;
        var lack = new Step(LackingSql, Values.Of(schema)) { Row = row => lacking = row.IsDBNull(0) ? null : row.GetString(0) };

        // First, as it names all that is lacking and not only the first of it.
        await connection.RunAsync(cancellationToken, lack).ConfigureAwait(false);
        if (lacking is not null)
            throw new InboxUnavailableException($"The role of the inbox database may not write to {lacking}. Grant it the rights.");
        await connection.RunAsync(cancellationToken, new Step(WriteSql, clock.Value)).ConfigureAwait(false);
        return true;
    }
}
