using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>
/// Keeps the one rule of lanes: one that is not leased is due when its head is. Whoever runs these statements has locked the lanes in an
/// earlier one.
/// </summary>
internal static class Lanes
{
    /// <summary>When the head of the lane that stands in FROM or UPDATE is due.</summary>
    public const string HeadDueSql =
        """
        (SELECT greatest(handling.due_at, lane.held_until) FROM handling
        WHERE handling.lane = lane.id AND handling.state = 0 ORDER BY handling.occurred_at, handling.delivery LIMIT 1)
        """;

    // Lanes are locked in the order of their keys everywhere: of two transactions that lock the same ones, one waits for the other.
    public const string LockSql =
        "SELECT id, leased, token FROM lane WHERE id = ANY($1) ORDER BY handler, subscription, subject, id FOR UPDATE";

    /// <summary>The end of an INSERT into the table: lanes that are there already are locked instead, in the order of all locks.</summary>
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
        $"""
        INSERT INTO attempt (delivery, handler, number, started_at, outcome)
        SELECT handling.delivery, handling.handler, handling.attempts, lane.leased_at, '{AttemptOutcome.Lost}'
        FROM lane JOIN handling ON handling.delivery = lane.leased AND handling.handler = lane.handler
        WHERE lane.id = ANY($1)
        ORDER BY lane.id
        """;

    public const string BlameSql =
        """
        UPDATE handling SET lost = lost + 1
        FROM lane WHERE lane.id = ANY($1) AND handling.delivery = lane.leased AND handling.handler = lane.handler
        """;

    /// <summary>For leases under which no work began.</summary>
    public const string GiveAttemptsBackSql =
        """
        UPDATE handling SET attempts = attempts - 1
        FROM lane WHERE lane.id = ANY($1) AND handling.delivery = lane.leased AND handling.handler = lane.handler
        """;

    public const string FreeSql = "UPDATE lane SET leased = NULL, leased_at = NULL WHERE id = ANY($1)";

    public const string EarliestDueSql =
        $"""
        SELECT due_at - {InboxClock.Sql} FROM lane
        WHERE handler = $2 AND due_at IS NOT NULL AND NOT EXISTS (SELECT FROM pause WHERE pause.handler = $2)
        ORDER BY due_at LIMIT 1
        """;

    private const string RemoveOwnSql = "DELETE FROM lane WHERE id = ANY($1) AND subject IS NULL AND leased IS NULL AND due_at IS NULL";

    /// <summary>Makes lanes that are not leased due when their heads are. To be run after every change to their handlings.</summary>
    public static Step Refresh(IEnumerable<long> lanes) => new(RefreshSql, Values.Of([.. lanes]));

    /// <summary>Removes, of these, the lanes of single deliveries without a subject that have nothing more to do.</summary>
    public static Step RemoveOwn(params long[] lanes) => new(RemoveOwnSql, Values.Of(lanes));

    /// <summary>Ends the leases of holders that are gone.</summary>
    public static IEnumerable<Step> EndLostLeases(IEnumerable<long> lanes)
    {
        long[] ids = [.. lanes];
        return ids.Length > 0 ? [new(RecordLostSql, Values.Of(ids)), new(BlameSql, Values.Of(ids)), new(FreeSql, Values.Of(ids))] : [];
    }

    /// <summary>Ends leases of holders that are gone, under which no work began: their attempts do not count.</summary>
    public static IEnumerable<Step> EndUnbegunLeases(IEnumerable<long> lanes)
    {
        long[] ids = [.. lanes];
        return ids.Length > 0 ? [new(GiveAttemptsBackSql, Values.Of(ids)), new(FreeSql, Values.Of(ids))] : [];
    }

    /// <summary>How long it is until the handler's first lane is due. Null while none waits, or the handler is paused.</summary>
    public static async Task<TimeSpan?> ReadEarliestDueAsync(
        NpgsqlConnection connection, InboxClock clock, string handler, CancellationToken cancellationToken)
    {
        var due = await connection.ReadAsync(
            row => row.GetFieldValue<TimeSpan>(0),
            new(EarliestDueSql, clock.Value, Values.Of(handler)),
            cancellationToken).ConfigureAwait(false);
        return due is [var left] ? left : null;
    }
}
