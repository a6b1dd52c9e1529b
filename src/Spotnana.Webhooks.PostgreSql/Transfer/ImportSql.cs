namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>The statements of an import.</summary>
internal static class ImportSql
{
    // Numbers are given out here rather than drawn: nobody else may draw any in the meantime. In the order in which an append locks.
    public const string Lock = "LOCK TABLE lane, delivery IN SHARE ROW EXCLUSIVE MODE";

    public const string Start =
        $"""
        SELECT {ImportStart.Columns}
        FROM delivery_seq
        """;

    public const string Copies =
        $"""
        SELECT {ImportCopies.Columns}
        FROM (SELECT DISTINCT subscription, id FROM unnest($1, $2) AS given (subscription, id)) AS asked
        JOIN delivery ON delivery.subscription = asked.subscription AND delivery.id = asked.id
        ORDER BY delivery.copy
        """;

    public const string Lanes =
        $"""
        SELECT {LaneKey.Columns}, lane.id
        FROM (SELECT DISTINCT handler, subscription, subject FROM unnest($1, $2, $3) AS given (handler, subscription, subject)) AS key
        JOIN lane ON lane.handler = key.handler AND lane.subscription = key.subscription AND lane.subject = key.subject
        """;

    public const string DrawLaneIds = "SELECT nextval('lane_id') FROM generate_series(1, $1)";

    public const string AddLanes = "INSERT INTO lane (id, handler, subscription, subject) SELECT * FROM unnest($1, $2, $3, $4)";

    public const string AddDeliveries =
        """
        INSERT INTO delivery (seq, subscription, id, copy, sha256, event_type, operation, organization_id, subject, version, occurred_at,
            sent_at, received_at, stored_at, trace_id, span_id, bytes, state, reason, settled_at)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """;

    public const string AddPayloads = "INSERT INTO payload (seq, codec, key_id, body) SELECT * FROM unnest($1, $2, $3, $4)";

    public const string AddHandlings =
        """
        INSERT INTO handling (delivery, handler, lane, occurred_at, received_at, due_at, state, attempts, lost, reason, settled_at)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    public const string AddAttempts =
        """
        INSERT INTO attempt (delivery, handler, number, started_at, milliseconds, outcome, error)
        SELECT delivery, handler, number, started_at, milliseconds, outcome, error
        FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS given (delivery, handler, number, started_at, milliseconds, outcome, error, place)
        ORDER BY place
        """;

    public const string SetSequence = "SELECT setval('delivery_seq', $1)";

    public const string WidenDelay = "UPDATE receipt_delay SET least = least(least, $1), most = greatest(most, $2)";

    public const string Remember =
        """
        UPDATE lane SET last_version = greatest(lane.last_version, given.version), last_occurred_at = greatest(lane.last_occurred_at, given.occurred_at),
            held_until = greatest(lane.held_until, given.held_until)
        FROM unnest($1, $2, $3, $4) AS given (id, version, occurred_at, held_until)
        WHERE lane.id = given.id
        """;

    public const string Pause = "INSERT INTO pause (handler, paused_at) SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING";
}
