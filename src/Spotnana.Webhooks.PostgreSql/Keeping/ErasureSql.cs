using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql.Keeping;

/// <summary>The statements of erasing.</summary>
internal static class ErasureSql
{
    public const string Take =
        $"""
        UPDATE erasure_place SET holder = $2, held_until = {InboxClock.RunningSql} + $3
        WHERE holder IS NULL OR holder = $2 OR held_until <= {InboxClock.RunningSql}
        RETURNING tail, sweep_at, sweep_to, version
        """;

    public const string Lock = "SELECT 1 FROM erasure_place WHERE holder = $1 FOR UPDATE";

    public const string Move = "UPDATE erasure_place SET tail = $1, sweep_at = $2, sweep_to = $3";

    public const string Change = "UPDATE erasure_place SET version = version + 1";

    // What another replica stores may appear later under a lower number. By then it has long been stored or given up: the longest statement
    // takes seconds.
    public const string Page =
        $"""
        SELECT {DeliveryRow.Columns}, delivery.stored_at < {InboxClock.RunningSql} - interval '60 s'
        FROM delivery WHERE seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4
        """;

    public const string Bodies =
        $"""
        SELECT {DeliveryRow.Columns}, {PayloadRow.Columns}
        FROM payload JOIN delivery ON delivery.seq = payload.seq WHERE payload.seq = ANY($1)
        """;

    public const string Found =
        $"""
        SELECT {DeliveryRow.Columns}, erasing.erasure, erasing.found_at, erasing.is_sure
        FROM erasing JOIN delivery ON delivery.seq = erasing.delivery
        WHERE CASE WHEN erasing.is_sure THEN delivery.state <> 0 OR erasing.found_at <= $1 ELSE erasing.delivery > $2 END
        ORDER BY erasing.is_sure DESC, erasing.delivery LIMIT 200
        """;

    public const string List =
        $"SELECT {ErasureRow.Columns} FROM erasure WHERE $1::text IS NULL OR id = $1 ORDER BY at DESC, id LIMIT $2";

    public const string Active = $"SELECT {ErasureRow.Columns} FROM erasure WHERE hash IS NOT NULL ORDER BY at, id";

    public const string Targets = "SELECT seq, state, subscription, subject FROM delivery WHERE seq = ANY($1)";

    // Before the deliveries, as everybody does, and all of them, so that none gets work meanwhile.
    public const string LockLanes =
        """
        WITH RECURSIVE known (name) AS (
            (SELECT handler FROM lane ORDER BY handler LIMIT 1)
            UNION ALL
            SELECT (SELECT handler FROM lane WHERE handler > known.name ORDER BY handler LIMIT 1) FROM known WHERE known.name IS NOT NULL)
        SELECT id FROM lane WHERE id = ANY (ARRAY (
            SELECT (SELECT lane.id FROM lane WHERE lane.handler = known.name AND lane.subscription = key.subscription AND lane.subject = key.subject)
            FROM unnest($1, $2) AS key (subscription, subject) CROSS JOIN known))
        ORDER BY id FOR UPDATE
        """;

    public const string RemovePayloads = "DELETE FROM payload WHERE seq = ANY($1) RETURNING seq";

    public const string Erase =
        """
        UPDATE delivery SET organization_id = NULL, subject = NULL, trace_id = NULL, span_id = NULL
        WHERE seq = ANY($1)
            AND (organization_id IS NOT NULL OR subject IS NOT NULL OR trace_id IS NOT NULL OR span_id IS NOT NULL)
        RETURNING seq
        """;

    public const string RemoveErrors =
        "UPDATE attempt SET error = NULL WHERE delivery = ANY($1) AND error IS NOT NULL RETURNING delivery";

    public const string Note =
        $"""
        INSERT INTO erasing AS known (delivery, erasure, found_at, is_sure)
        SELECT delivery, erasure, {InboxClock.Sql}, is_sure FROM unnest($2, $3, $4) AS hit (delivery, erasure, is_sure)
        ON CONFLICT (delivery, erasure) DO UPDATE SET is_sure = known.is_sure OR excluded.is_sure
        """;

    public const string Drop =
        """
        DELETE FROM erasing USING unnest($1, $2) AS miss (delivery, erasure)
        WHERE (erasing.delivery, erasing.erasure) = (miss.delivery, miss.erasure)
        """;

    public const string DropAll = "DELETE FROM erasing WHERE delivery = ANY($1)";

    public const string Count =
        """
        UPDATE erasure SET scanned = erasure.scanned + news.scanned, erased = erasure.erased + news.erased
        FROM (
            SELECT id, sum(scanned)::bigint AS scanned, sum(erased)::bigint AS erased
            FROM unnest($1, $2, $3) AS news (id, scanned, erased) GROUP BY id) AS news
        WHERE erasure.id = news.id
        """;

    public const string Progress =
        "UPDATE erasure SET swept = news.swept FROM unnest($1, $2) AS news (id, swept) WHERE erasure.id = news.id";

    public const string Complete =
        $"UPDATE erasure SET completed_at = {InboxClock.Sql} WHERE id = ANY($2) AND completed_at IS NULL";

    public const string DropOrphans =
        """
        DELETE FROM erasing
        WHERE NOT EXISTS (SELECT FROM delivery WHERE seq = erasing.delivery) OR NOT EXISTS (SELECT FROM erasure WHERE id = erasing.erasure)
        """;

    public const string ForgetHashes =
        "UPDATE erasure SET hash = NULL WHERE at <= $1 AND hash IS NOT NULL AND completed_at IS NOT NULL";

    public const string Forget = "DELETE FROM erasure WHERE at <= $1 AND hash IS NULL";
}
