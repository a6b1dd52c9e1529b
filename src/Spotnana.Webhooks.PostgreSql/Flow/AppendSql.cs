using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>
/// The statements of an append, in their order. Each sees what was committed before it began, so the lanes are locked before they are read.
/// </summary>
/// <remarks>
/// Rows are looked up one by one where a join would do as well: while a table is small, a join may be planned that reads all of it, and
/// that plan is kept.
/// </remarks>
internal static class AppendSql
{
    // A slot is a handling's place in the append: ids of lanes grow in the order of their first handlings.
    public const string DrawLaneIds = "SELECT nextval('lane_id')";

    // A lane that is there is locked; one that is not, or is just being pruned, is made. After this statement all are this append's and
    // stay as they are. Only deliveries that are new count: a duplicate makes no lane. A new lane is due at once, as its first handling is.
    public const string LockLanes =
        $"""
        INSERT INTO lane (id, handler, subscription, subject, due_at)
        SELECT currval('lane_id') + min(slot), handler, subscription, subject, {InboxClock.Sql}
        FROM unnest($2, $3, $4, $5, $6) AS new (slot, handler, subscription, subject, id)
        WHERE (SELECT seq FROM delivery WHERE delivery.subscription = new.subscription AND delivery.id = new.id LIMIT 1) IS NULL
        GROUP BY handler, subscription, subject
        {Lanes.OrLock}
        """;

    // What is offered is leased at once where its lane has nothing else. A lane is empty where it is not due at all, or was made just now;
    // it is locked since the statement before.
    // Numbers are drawn in the order in which the entries came, before anything waits; rows are added in the order of their ids. Whatever
    // is there already, perhaps through another replica, is left out: it turns out to be a duplicate, or a conflict that uses its number.
    public const string Store = StoreRows + StoreHandlings;

    /// <summary>The same where lanes are held back for stragglers.</summary>
    public const string StoreAndHold = StoreRows + Hold + StoreHandlings;

    private const string StoreRows =
        $"""
        WITH entry AS MATERIALIZED (
            SELECT nextval('delivery_seq') AS seq, {InboxClock.RunningSql} AS stored_at, given.*
            FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $28) WITH ORDINALITY AS given (
                subscription, id, sha256, event_type, operation, organization_id, subject, version, occurred_at, sent_at, received_at, trace_id,
                span_id, bytes, state, reason, codec, body, is_first, key_id, place)),
        added AS (
            INSERT INTO delivery (seq, subscription, id, copy, sha256, event_type, operation, organization_id, subject, version, occurred_at,
                sent_at, received_at, stored_at, trace_id, span_id, bytes, state, reason, settled_at)
            SELECT seq, subscription, id, 0, sha256, event_type, operation, organization_id, subject, version, occurred_at,
                sent_at, received_at, stored_at, trace_id, span_id, bytes, state, reason, CASE WHEN state <> 0 THEN {InboxClock.Sql} END
            FROM entry WHERE is_first ORDER BY subscription COLLATE "C", id COLLATE "C"
            ON CONFLICT (subscription, id, copy) DO NOTHING
            RETURNING seq),
        delay AS (
            UPDATE receipt_delay SET least = least(receipt_delay.least, seen.least), most = greatest(receipt_delay.most, seen.most)
            FROM (SELECT min(received_at - stored_at) AS least, max(received_at - stored_at) AS most FROM entry) AS seen
            WHERE seen.least < receipt_delay.least OR seen.most > receipt_delay.most),
        bodies AS (
            INSERT INTO payload (seq, codec, key_id, body)
            SELECT seq, codec, key_id, body FROM entry JOIN added USING (seq) WHERE body IS NOT NULL),
        wanted AS MATERIALIZED (
            SELECT seq, subscription, occurred_at, handler, slot, hold, duration, is_own, lane, last_version, last_occurred_at,
                CASE
                    WHEN mark IS NOT NULL AND is_idle AND row_number() OVER (PARTITION BY lane ORDER BY occurred_at, seq) = 1
                        AND max(hold) OVER (PARTITION BY lane) <= interval '0'
                        AND (SELECT true FROM pause WHERE pause.handler = handlings.handler LIMIT 1) IS NULL
                    THEN {Tokens.AfterSql} END AS token
            FROM (
                SELECT entry.seq, entry.subscription, entry.occurred_at, given.handler, given.slot, given.hold, given.mark, given.duration,
                    known.id IS NULL AS is_own, coalesce(known.id, currval('lane_id') + given.slot) AS lane, coalesce(known.token, 0) AS token,
                    known.last_version, known.last_occurred_at, known.id IS NULL OR coalesce(known.is_idle, false) AS is_idle
                FROM unnest($21, $22, $23, $24, $25, $26) AS given (place, handler, slot, hold, mark, duration)
                JOIN entry USING (place) JOIN added USING (seq)
                LEFT JOIN LATERAL (
                    SELECT id, token, last_version, last_occurred_at,
                        leased IS NULL AND (due_at IS NULL OR id BETWEEN currval('lane_id') AND currval('lane_id') + 4095)
                            AND coalesce(held_until <= {InboxClock.Sql}, true) AS is_idle
                    FROM lane
                    WHERE lane.handler = given.handler AND lane.subscription = entry.subscription AND lane.subject = entry.subject LIMIT 1
                ) AS known ON true OFFSET 0) AS handlings),
        own AS (
            INSERT INTO lane (id, handler, subscription, due_at, held_until, token, leased, leased_at, holder, holder_token)
            SELECT lane, handler, subscription, {InboxClock.Sql} + CASE WHEN token IS NOT NULL THEN duration ELSE hold END,
                CASE WHEN hold > interval '0' THEN {InboxClock.Sql} + hold END, coalesce(token, 0),
                CASE WHEN token IS NOT NULL THEN seq END, CASE WHEN token IS NOT NULL THEN {InboxClock.Sql} END, $27, token
            FROM wanted WHERE is_own
            RETURNING id),
        leased AS (
            UPDATE lane SET leased = wanted.seq, leased_at = {InboxClock.Sql}, due_at = {InboxClock.Sql} + wanted.duration, token = wanted.token,
                holder = $27, holder_token = wanted.token
            FROM wanted
            WHERE lane.id = wanted.lane AND wanted.token IS NOT NULL AND NOT wanted.is_own AND lane.leased IS NULL
                AND lane.token < wanted.token AND lane.id = ANY (ARRAY(SELECT lane FROM wanted WHERE token IS NOT NULL AND NOT is_own))
            RETURNING lane.id),

        """;

    private const string Hold =
        $"""
        held AS (
            UPDATE lane SET held_until = {InboxClock.Sql} + first.hold
            FROM (SELECT DISTINCT ON (lane) lane, hold FROM wanted WHERE NOT is_own ORDER BY lane, seq) AS first
            WHERE lane.id = first.lane AND lane.id = ANY (ARRAY(SELECT lane FROM wanted)) AND first.hold > interval '0' AND NOT EXISTS (
                SELECT FROM handling WHERE handling.lane = lane.id AND handling.state = 0 AND handling.delivery IS DISTINCT FROM lane.leased)),

        """;

    private const string StoreHandlings =
        $"""
        handlings AS (
            INSERT INTO handling (delivery, handler, lane, occurred_at, received_at, due_at, state, attempts)
            SELECT seq, handler, lane, occurred_at, {InboxClock.Sql}, {InboxClock.Sql}, 0, (token IS NOT NULL)::int FROM wanted)
        SELECT {StoredEntry.Columns}
        FROM entry LEFT JOIN added ON added.seq = entry.seq
        LEFT JOIN (
            SELECT * FROM wanted WHERE token IS NOT NULL AND lane IN (SELECT id FROM leased UNION ALL SELECT id FROM own)) AS handed
            ON handed.seq = entry.seq
        """;

    // The lanes of what this transaction has stored: only those are certain to be locked.
    public const string RefreshLanes =
        $"""
        UPDATE lane SET due_at = head.due_at
        FROM (SELECT id, {Lanes.HeadDueSql} AS due_at FROM lane WHERE id = ANY (ARRAY (
            SELECT idle.id FROM unnest($1, $2, $3, $4) AS key (handler, subscription, subject, id)
            CROSS JOIN LATERAL (
                SELECT lane.id FROM lane
                WHERE lane.handler = key.handler AND lane.subscription = key.subscription AND lane.subject = key.subject
                    AND leased IS NULL AND (
                        SELECT xmin FROM delivery
                        WHERE delivery.subscription = key.subscription AND delivery.id = key.id AND copy = 0) = pg_current_xact_id()::xid
                LIMIT 1) AS idle))
            AND leased IS NULL OFFSET 0) AS head
        WHERE lane.id = head.id AND lane.due_at IS DISTINCT FROM head.due_at
        """;

    public const string WidenDelay =
        $"""
        UPDATE receipt_delay SET least = least(least, $2 - {InboxClock.RunningSql}), most = greatest(most, $3 - {InboxClock.RunningSql})
        WHERE $2 - {InboxClock.RunningSql} < least OR $3 - {InboxClock.RunningSql} > most
        """;
}
