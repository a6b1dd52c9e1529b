using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Upkeep;

/// <summary>
/// The statements of pruning. What they choose is locked in one statement and checked again in a later one: in between it may have been
/// redriven, or a lane may have got work.
/// </summary>
internal static class PruneSql
{
    // The one replica that prunes is the one that has this row locked.
    public const string Lock = $"SELECT {PrunedPlaces.Columns} FROM pruned FOR UPDATE SKIP LOCKED";

    // All copies of an id go together: with its first copy gone, a duplicate of that would look like a conflict with the others.
    public const string Forgotten =
        $"""
        SELECT {PruneCandidate.Columns} FROM delivery
        WHERE settled_at <= {Until} AND sent_at <= {Until} AND NOT EXISTS (
            SELECT FROM delivery AS copy
            WHERE copy.subscription = delivery.subscription AND copy.id = delivery.id AND copy.copy <> delivery.copy
                AND (copy.settled_at IS NULL OR copy.settled_at > {Until} OR copy.sent_at > {Until}))
        ORDER BY settled_at, seq LIMIT $3
        """;

    public const string Settled =
        $"""
        SELECT {PruneCandidate.Columns} FROM delivery
        WHERE (settled_at, seq) > ($4, $5) AND settled_at <= {Until}
        ORDER BY settled_at, seq LIMIT $3
        """;

    public const string RemoveBodies =
        $"""
        DELETE FROM payload WHERE seq = ANY($3) AND (SELECT settled_at FROM delivery WHERE delivery.seq = payload.seq) <= {Until}
        """;

    public const string MovePlaces = "UPDATE pruned SET payloads_at = $1, payloads_seq = $2, dead_letters_at = $3, dead_letters_seq = $4";

    // IS TRUE keeps the planner from the index of settled_at, by which it would read everything that is settled.
    public const string RemoveDeliveries =
        $"""
        DELETE FROM delivery WHERE seq = ANY($3) AND (settled_at <= {Until} AND sent_at <= {Until}) IS TRUE
        RETURNING {PrunedDelivery.Columns}
        """;

    public const string RemovePayloads = "DELETE FROM payload WHERE seq = ANY($1)";

    public const string RemoveHandlings = "DELETE FROM handling WHERE delivery = ANY($1)";

    public const string RemoveAttempts = "DELETE FROM attempt WHERE delivery = ANY($1)";

    // Goes from one handler's name to the next: there are few, and in the index the subject comes after them. A lane that somebody has
    // locked is about to get work. It is not waited for: all others lock lanes before deliveries, and here the deliveries are locked.
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

    /// <summary>For an import, which adds what was settled long ago. Locks the row too.</summary>
    public const string StartOver =
        """
        UPDATE pruned SET payloads_at = '1970-01-01Z', payloads_seq = 0, dead_letters_at = '1970-01-01Z', dead_letters_seq = 0
        """;

    private const string Until = $"{InboxClock.Sql} - $2";

    private const string DeliveryOfKey =
        "SELECT FROM delivery WHERE delivery.subject = key.subject AND delivery.subscription = key.subscription";
}
