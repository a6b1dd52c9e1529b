using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Checking;

/// <summary>Whether the rows of an inbox agree with each other. Each statement finds what is wrong, a text a row.</summary>
internal static class Consistency
{
    private static readonly string[] _statements =
    [
        "SELECT 'body ' || seq || ' belongs to no delivery' FROM payload WHERE seq NOT IN (SELECT seq FROM delivery)",
        """
        SELECT 'delivery ' || seq || ' waits, and has no body' FROM delivery
        WHERE state = 0 AND seq NOT IN (SELECT seq FROM payload)
        """,
        """
        SELECT 'delivery ' || seq || ' waits, and none of its handlings does' FROM delivery
        WHERE state = 0 AND NOT EXISTS (SELECT 1 FROM handling WHERE delivery = delivery.seq AND state = 0)
        """,
        "SELECT 'delivery ' || seq || ' waits and is settled' FROM delivery WHERE (state = 0) = (settled_at IS NOT NULL)",
        """
        SELECT 'handling of ' || delivery || ' by "' || handler || '" waits, and its delivery does not' FROM handling
        WHERE state = 0 AND NOT EXISTS (SELECT 1 FROM delivery WHERE seq = handling.delivery AND state = 0)
        """,
        """
        SELECT 'handling of ' || delivery || ' by "' || handler || '" belongs to no delivery' FROM handling
        WHERE state <> 0 AND delivery NOT IN (SELECT seq FROM delivery)
        """,
        """
        SELECT 'handling of ' || delivery || ' by "' || handling.handler || '" waits in no lane of its own'
        FROM handling JOIN delivery ON delivery.seq = handling.delivery LEFT JOIN lane ON lane.id = handling.lane
        WHERE handling.state = 0 AND (lane.handler IS NOT handling.handler OR lane.subscription IS NOT delivery.subscription
            OR lane.subject IS NOT delivery.subject)
        """,
        """
        SELECT 'lane ' || id || iif(due_at IS NULL, ' is never due, though something waits in it', ' is due, though nothing waits in it')
        FROM lane WHERE (due_at IS NULL) = EXISTS (SELECT 1 FROM handling WHERE lane = lane.id AND state = 0)
        """,
        """
        SELECT 'lane ' || id || ' leases ' || leased || ', which does not wait for it' FROM lane
        WHERE leased IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM handling WHERE delivery = lane.leased AND handler = lane.handler AND state = 0)
        """,
        """
        SELECT concat_ws(' ', 'handlings of', '"' || coalesce(rows.handler, tally.handler) || '" with reason',
            coalesce(rows.reason, tally.reason) || ':', coalesce(n, 0), 'are there, and', coalesce(count, 0), 'are counted')
        FROM (
            SELECT handler, iif(state = 0, 0, reason) AS reason, count(*) AS n FROM handling WHERE state <> 1 GROUP BY 1, 2
            UNION ALL SELECT '', reason, count(*) FROM delivery WHERE state = 2 AND reason IN (4, 5) GROUP BY 2) AS rows
        FULL JOIN tally ON tally.handler = rows.handler AND tally.reason = rows.reason WHERE coalesce(n, 0) <> coalesce(count, 0)
        """,
        """
        SELECT concat_ws(' ', 'deliveries of state', coalesce(rows.state, kept.state) || ':', coalesce(n, 0), 'are there, and',
            coalesce(count, 0), 'are counted')
        FROM (SELECT state, count(*) AS n FROM delivery GROUP BY 1) AS rows
        FULL JOIN (SELECT * FROM delivery_tally WHERE state >= 0) AS kept ON kept.state = rows.state
        WHERE coalesce(n, 0) <> coalesce(count, 0)
        """,
    ];

    public static void Check(SqliteSession session, Findings findings, CancellationToken stop)
    {
        foreach (var sql in _statements)
        {
            stop.ThrowIfCancellationRequested();
            using var statement = session.PrepareOnce(sql);
            using var row = statement.Read();
            while (row.Next())
                findings.Add(row.Text(0));
        }
    }
}
