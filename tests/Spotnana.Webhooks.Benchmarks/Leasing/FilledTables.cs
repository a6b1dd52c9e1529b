using Npgsql;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Benchmarks.Leasing;

/// <summary>Writes a load straight into the tables in PostgreSQL. Their triggers count it.</summary>
internal static class FilledTables
{
    public static async Task FillAsync(TestDatabase database, Load load)
    {
        await using var connection = await database.ConnectAsync();
        await RunAsync(connection,
            $"""
            SET synchronous_commit = off;
            CREATE TEMP TABLE n AS
                SELECT i, i >= {load.Settled} AS waits, timestamptz '2020-01-01' + i * interval '1 millisecond' AS at, hot.lane, hot.subject
                FROM generate_series(0, {load.Settled + load.Pending - 1}) AS i
                CROSS JOIN LATERAL (SELECT i >= {load.Settled} AND i < {load.Settled + load.OfOneSubject} AS is_hot) AS place
                CROSS JOIN LATERAL (SELECT CASE WHEN is_hot THEN 1 ELSE 2 + i / 4 END AS lane, CASE WHEN is_hot THEN '{FilledInbox.Hot}' ELSE 'pnr/' || i / 4 END AS subject) AS hot;
            INSERT INTO lane (id, handler, subscription, subject, due_at, last_version, last_occurred_at)
                SELECT lane, '{Entries.Handler}', 'spotnana', min(subject), min(at) FILTER (WHERE waits), max(i) FILTER (WHERE NOT waits), max(at) FILTER (WHERE NOT waits)
                FROM n GROUP BY lane;
            INSERT INTO delivery (seq, subscription, id, copy, sha256, event_type, operation, organization_id, subject, version, occurred_at, sent_at,
                    received_at, stored_at, trace_id, span_id, bytes, state, settled_at)
                SELECT i + 1, 'spotnana', 'msg_' || i, 0, sha256(int4send(i)), 'PNR_V3', 'BOOKING_TICKETED', '9ff4b65f-1a17-4f0e-a2b6-3a9d2f6f2c11', subject, i, at, at,
                    at, at, '80f198ee56343ba864fe8b2a57d3eff7', 'e457b5a2e4d86bd1', 256, CASE WHEN waits THEN 0 ELSE 1 END, CASE WHEN NOT waits THEN at END FROM n;
            INSERT INTO payload (seq, codec, body) SELECT i + 1, 0, decode(repeat(md5(i::text), 16), 'hex') FROM n;
            INSERT INTO handling (delivery, handler, lane, occurred_at, received_at, due_at, state, attempts, settled_at)
                SELECT i + 1, '{Entries.Handler}', lane, at, at, at, CASE WHEN waits THEN 0 ELSE 1 END, CASE WHEN waits THEN 0 ELSE 1 END, CASE WHEN NOT waits THEN at END FROM n;
            INSERT INTO attempt (delivery, handler, number, started_at, milliseconds, outcome)
                SELECT i + 1, '{Entries.Handler}', 1, at, 12, 'completed' FROM n WHERE NOT waits;
            SELECT setval('delivery_seq', {load.Settled + load.Pending}), setval('lane_id', {load.Settled + load.Pending});
            """);
        await RunAsync(connection, "VACUUM (ANALYZE)"); // as autovacuum would have done by then
        await RunAsync(connection, "CHECKPOINT");
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
