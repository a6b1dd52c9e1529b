using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Keeps the one rule of lanes: one that is not leased is due when its head is. What runs these has locked the lanes in an earlier statement.</summary>
internal static class Lanes
{
    /// <summary>When the head of the lane that stands in FROM or UPDATE is due.</summary>
    public const string HeadDueSql =
        """
        (SELECT greatest(handling.due_at, lane.held_until) FROM handling
        WHERE handling.lane = lane.id AND handling.state = 0 ORDER BY handling.occurred_at, handling.delivery LIMIT 1)
        """;

    // Lanes are locked in one order everywhere, that of their keys: of two transactions that lock the same ones, one waits for the other.
    public const string LockSql = "SELECT id FROM lane WHERE id = ANY($1) ORDER BY handler, subscription, subject, id FOR UPDATE";

    /// <summary>Behind an INSERT into the table: what is there already is locked instead, in the order of all locks.</summary>
    public const string OrLock =
        """
        ORDER BY handler COLLATE "C", subscription COLLATE "C", subject COLLATE "C"
        ON CONFLICT (handler, subscription, subject) DO UPDATE SET subject = excluded.subject WHERE false
        """;

    public const string RefreshSql =
        $"""
        UPDATE lane SET due_at = {HeadDueSql}
        WHERE id = ANY($1) AND leased IS NULL AND due_at IS DISTINCT FROM {HeadDueSql}
        """;

    // The attempt of a lost lease counts, and its handling is a suspect until an attempt of it ends.
    public const string RecordLostSql =
        """
        INSERT INTO attempt (delivery, handler, number, started_at, outcome)
        SELECT handling.delivery, handling.handler, handling.attempts, lane.leased_at, 'lost'
        FROM lane JOIN handling ON handling.delivery = lane.leased AND handling.handler = lane.handler
        WHERE lane.id = ANY($1)
        ORDER BY lane.id
        """;

    public const string BlameSql =
        """
        UPDATE handling SET lost = lost + 1
        FROM lane WHERE lane.id = ANY($1) AND handling.delivery = lane.leased AND handling.handler = lane.handler
        """;

    public const string FreeSql = "UPDATE lane SET leased = NULL, leased_at = NULL WHERE id = ANY($1)";

    public const string EarliestDueSql =
        $"""
        SELECT due_at - {InboxClock.Sql} FROM lane
        WHERE handler = $2 AND due_at IS NOT NULL AND NOT EXISTS (SELECT FROM pause WHERE pause.handler = $2)
        ORDER BY due_at LIMIT 1
        """;

    /// <summary>Makes lanes that are not leased due when their heads are. To be run after every change to their handlings.</summary>
    public static Step Refresh(IEnumerable<long> lanes) => new(RefreshSql, Values.Of([.. lanes]));

    /// <summary>Takes the leases of holders that are gone.</summary>
    public static IEnumerable<Step> EndLostLeases(IEnumerable<long> lanes)
    {
        long[] ids = [.. lanes];
        if (ids.Length > 0)
            return [new(RecordLostSql, Values.Of(ids)), new(BlameSql, Values.Of(ids)), new(FreeSql, Values.Of(ids))];
        return [];
    }
}
