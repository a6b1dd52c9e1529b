using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Keeps the one rule of deliveries: one is pending as long as any of its handlings is.</summary>
internal static class Deliveries
{
    // In one order everywhere: of two transactions that lock the same ones, one waits for the other.
    public const string LockSql = "SELECT 1 FROM delivery WHERE seq = ANY($1) ORDER BY seq FOR UPDATE";

    public const string DeriveSql =
        $"""
        UPDATE delivery SET state = outcome.state, reason = outcome.reason, settled_at = {InboxClock.Sql}
        FROM (
            SELECT delivery, CASE WHEN count(reason) > 0 THEN 2 ELSE 1 END AS state, min(reason) AS reason
            FROM handling WHERE delivery = ANY($2) GROUP BY delivery HAVING bool_and(state <> 0)) AS outcome
        WHERE delivery.seq = outcome.delivery AND delivery.seq = ANY($2)
        """;

    /// <summary>Locks deliveries. Lanes are locked before them.</summary>
    public static Step Lock(params long[] deliveries) => new(LockSql, Values.Of(deliveries)) { Row = _ => { } };

    /// <summary>
    /// Gives deliveries the state that follows from their handlings, some of which have ended. They are locked first: two handlers that end
    /// at once would each see the other's handling still pending. So the second one waits, and looks in a later statement.
    /// </summary>
    public static IEnumerable<Step> Derive(InboxClock clock, params long[] deliveries) =>
        [Lock(deliveries), new(DeriveSql, clock.Value, Values.Of(deliveries))];
}
