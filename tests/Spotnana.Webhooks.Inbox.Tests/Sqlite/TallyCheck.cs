namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>Compares the numbers that an inbox file keeps with its rows.</summary>
internal static class TallyCheck
{
    private const string WrongSql =
        """
        SELECT concat_ws(' ', 'handlings of', '"' || coalesce(rows.handler, tally.handler) || '"', coalesce(rows.reason, tally.reason),
            coalesce(n, 0), 'but', coalesce(count, 0))
        FROM (
            SELECT handler, iif(state = 0, 0, reason) AS reason, count(*) AS n FROM handling WHERE state <> 1 GROUP BY 1, 2
            UNION ALL SELECT '', reason, count(*) FROM delivery WHERE state = 2 AND reason IN (4, 5) GROUP BY 2) AS rows
        FULL JOIN tally ON tally.handler = rows.handler AND tally.reason = rows.reason WHERE coalesce(n, 0) <> coalesce(count, 0)
        UNION ALL
        SELECT concat_ws(' ', 'deliveries', coalesce(rows.state, kept.state), coalesce(n, 0), 'but', coalesce(count, 0))
        FROM (
            SELECT state, count(*) AS n FROM delivery GROUP BY 1
            UNION ALL SELECT -1, count(*) FROM delivery WHERE state = 2 AND reason = 3) AS rows
        FULL JOIN delivery_tally AS kept ON kept.state = rows.state WHERE coalesce(n, 0) <> coalesce(count, 0)
        UNION ALL
        SELECT 'no row for ' || handler FROM (SELECT DISTINCT handler FROM handling WHERE state <> 1)
        WHERE handler NOT IN (SELECT handler FROM tally)
        UNION ALL
        SELECT concat_ws(' ', 'disorder', max(latest - received_at), 'but', value)
        FROM (SELECT received_at, max(received_at) OVER (ORDER BY seq) AS latest FROM delivery), meta
        WHERE key = 'received_disorder' HAVING max(latest - received_at) > value
        """;

    public static IReadOnlyList<string> Wrong(InboxFolder folder) => folder.Query(WrongSql, row => row.GetString(0));

    public static long Disorder(InboxFolder folder) =>
        folder.Query("SELECT value FROM meta WHERE key = 'received_disorder'", row => row.GetInt64(0))[0];
}
