using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Upkeep;

/// <summary>
/// The statements of pruning. What they choose is locked in one statement and looked at again in a later one: meanwhile it may have been
/// redriven, or a lane may have got work.
/// </summary>
internal static class PruneSql
{
    // The row tells how far bodies are pruned, and whoever has it locked is the one replica that prunes.
    public const string Lock = "SELECT payloads_at, payloads_seq, dead_letters_at, dead_letters_seq FROM pruned FOR UPDATE SKIP LOCKED";

    // All copies of an id go together: a duplicate of the first is no conflict as long as any is there.
    public const string Forgotten =
        $"""
        SELECT seq, settled_at, bytes, false FROM delivery
        WHERE settled_at <= {Until} AND sent_at <= {Until} AND NOT EXISTS (
            SELECT FROM delivery AS copy
            WHERE copy.subscription = delivery.subscription AND copy.id = delivery.id AND copy.copy <> delivery.copy
                AND (copy.settled_at IS NULL OR copy.settled_at > {Until} OR copy.sent_at > {Until}))
        ORDER BY settled_at, seq LIMIT $3
        """;

    public const string Settled =
        $"""
        SELECT seq, settled_at, bytes, state = 2 FROM delivery
        WHERE (settled_at, seq) > ($4, $5) AND settled_at <= {Until}
        ORDER BY settled_at, seq LIMIT $3
        """;

    // In the order in which a redrive locks.
    public const string LockDeliveries = "SELECT 1 FROM delivery WHERE seq = ANY($1) ORDER BY seq FOR UPDATE";

    public const string RemoveBodies =
        $"""
        DELETE FROM payload WHERE seq = ANY($3) AND (SELECT settled_at FROM delivery WHERE delivery.seq = payload.seq) <= {Until}
        """;

    public const string MovePlaces = "UPDATE pruned SET payloads_at = $1, payloads_seq = $2, dead_letters_at = $3, dead_letters_seq = $4";

    // IS TRUE keeps the planner from the index of settled_at, which reads all that is settled.
    public const string RemoveDeliveries =
        $"""
        DELETE FROM delivery WHERE seq = ANY($3) AND (settled_at <= {Until} AND sent_at <= {Until}) IS TRUE
        RETURNING seq, subscription, subject
        """;

    public const string RemovePayloads = "DELETE FROM payload WHERE seq = ANY($1)";

    public const string RemoveHandlings = "DELETE FROM handling WHERE delivery = ANY($1)";

    public const string RemoveAttempts = "DELETE FROM attempt WHERE delivery = ANY($1)";

    // From one handler's name to the next: there are few, and the subject stands behind them in the index. A lane that somebody holds is about to
    // get work. It is not waited for: lanes come before deliveries wherever both are locked, and here the deliveries are locked already.
    public const string LockLanes =
        $"""
        WITH RECURSIVE known (name) AS (
            (SELECT handler FROM lane ORDER BY handler LIMIT 1)
            UNION ALL
            SELECT (SELECT handler FROM lane WHERE handler > known.name ORDER BY handler LIMIT 1) FROM known WHERE known.name IS NOT NULL)
        SELECT id FROM lane WHERE id = ANY (ARRAY (
            SELECT (SELECT lane.id FROM lane WHERE lane.handler = known.name AND lane.subscription = key.subscription AND lane.subject = key.subject)
            FROM unnest($1, $2) AS key (subscription, subject) CROSS JOIN known
            WHERE NOT EXISTS ({DeliveryOfKey})))
        FOR UPDATE SKIP LOCKED
        """;

    public const string RemoveLanes =
        """
        DELETE FROM lane
        WHERE id = ANY($1) AND due_at IS NULL AND leased IS NULL
            AND NOT EXISTS (SELECT FROM delivery WHERE delivery.subject = lane.subject AND delivery.subscription = lane.subscription)
        """;

    public const string StartOver = "UPDATE pruned SET payloads_at = '1970-01-01Z', payloads_seq = 0, dead_letters_at = '1970-01-01Z', dead_letters_seq = 0";

    private const string Until = $"{InboxClock.Sql} - $2";

    private const string DeliveryOfKey = "SELECT FROM delivery WHERE delivery.subject = key.subject AND delivery.subscription = key.subscription";
}
