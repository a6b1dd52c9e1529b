using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>
/// The statements that end leases, many at a time, in their order. The lanes are locked before by <see cref="Lanes.LockSql"/>. Every
/// statement asks for the leases again: where one is no longer held, nothing is changed.
/// </summary>
internal static class SettleSql
{
    /// <summary>Records the attempts and gives the handlings their states. State 0: it waits.</summary>
    public const string End =
        $"""
        WITH held AS MATERIALIZED (
            SELECT given.*, lane.handler
            FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) WITH ORDINALITY AS given (
                lane, delivery, token, state, reason, wait, back, number, started_at, milliseconds, outcome, error, remembers, failure, failures,
                since, place)
            CROSS JOIN LATERAL (
                SELECT handler FROM lane WHERE lane.id = given.lane AND lane.leased = given.delivery AND lane.token = given.token LIMIT 1) AS lane),
        recorded AS (
            INSERT INTO attempt (delivery, handler, number, started_at, milliseconds, outcome, error)
            SELECT delivery, handler, number, started_at, milliseconds, outcome, error FROM held WHERE milliseconds IS NOT NULL ORDER BY place)
        UPDATE handling
        SET state = held.state, reason = held.reason, settled_at = CASE WHEN held.state <> 0 THEN {InboxClock.Sql} END,
            due_at = CASE WHEN held.state = 0 THEN {InboxClock.Sql} + held.wait ELSE handling.due_at END,
            attempts = attempts - held.back, lost = lost * held.back,
            same_failure = CASE WHEN held.remembers THEN held.failure ELSE same_failure END,
            same_failures = CASE WHEN held.remembers THEN held.failures ELSE same_failures END,
            same_since = CASE
                WHEN NOT held.remembers THEN same_since
                WHEN held.failure IS NOT NULL THEN coalesce(held.since, {InboxClock.Sql}) END
        FROM held
        WHERE handling.delivery = held.delivery AND handling.handler = held.handler AND handling.delivery = ANY($3)
        """;

    /// <summary>
    /// Frees the lanes, and leases the next head of those that go on, where it is due, can be read and is no suspect. Returns what became
    /// of each: see <see cref="FreedLane"/>.
    /// </summary>
    public const string Free =
        $"""
        WITH freed AS MATERIALIZED (
            SELECT given.*, lane.handler, lane.held_until, head.seq, head.due_at, head.lost, body.bytes, body.is_readable,
                given.duration IS NOT NULL AND head.due_at <= {InboxClock.Sql}
                    AND (SELECT true FROM pause WHERE pause.handler = lane.handler LIMIT 1) IS NULL AS goes_on
            FROM unnest($2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY AS given (
                lane, delivery, token, version, occurred_at, duration, mark, holder, place)
            CROSS JOIN LATERAL (
                SELECT handler, held_until FROM lane
                WHERE lane.id = given.lane AND lane.leased = given.delivery AND lane.token = given.token LIMIT 1) AS lane
            LEFT JOIN LATERAL (
                SELECT handling.delivery AS seq, greatest(handling.due_at, lane.held_until) AS due_at, handling.lost FROM handling
                WHERE handling.lane = given.lane AND handling.state = 0 ORDER BY handling.occurred_at, handling.delivery LIMIT 1) AS head ON true
            LEFT JOIN LATERAL (
                SELECT (SELECT bytes FROM delivery WHERE delivery.seq = head.seq LIMIT 1) AS bytes,
                    (SELECT codec IN {BrotliCompression.KnownSql} FROM payload WHERE payload.seq = head.seq LIMIT 1) AS is_readable
                WHERE given.duration IS NOT NULL AND head.due_at <= {InboxClock.Sql}) AS body ON true),
        next AS MATERIALIZED (
            SELECT lane, seq, handler, duration, holder, version, occurred_at, due_at, goes_on AND NOT coalesce(is_easy, false) AS is_hard,
                CASE WHEN is_easy AND sum(bytes) FILTER (WHERE is_easy) OVER (ORDER BY place ROWS UNBOUNDED PRECEDING) <= greatest({LaneHead.MostBytes}, bytes)
                    THEN {Tokens.AfterSql} END AS token
            FROM (SELECT *, goes_on AND lost = 0 AND is_readable AS is_easy FROM freed) AS freed),
        counted AS (
            UPDATE handling SET attempts = attempts + 1 FROM next
            WHERE handling.delivery = next.seq AND handling.handler = next.handler AND next.token IS NOT NULL
                AND handling.delivery = ANY (ARRAY(SELECT seq FROM next WHERE token IS NOT NULL)))
        UPDATE lane
        SET leased = CASE WHEN next.token IS NOT NULL THEN next.seq END,
            leased_at = CASE WHEN next.token IS NOT NULL THEN {InboxClock.Sql} END,
            due_at = CASE WHEN next.token IS NOT NULL THEN {InboxClock.Sql} + next.duration ELSE next.due_at END,
            token = coalesce(next.token, lane.token), holder = next.holder, holder_token = next.token,
            last_version = greatest(last_version, next.version), last_occurred_at = greatest(last_occurred_at, next.occurred_at)
        FROM next WHERE lane.id = next.lane AND lane.id = ANY($2)
        RETURNING {FreedLane.Columns}
        """;

    /// <summary>Reads what was leased just before in the transaction, by the lanes and the tokens.</summary>
    public const string Taken =
        $"""
        SELECT {LaneHead.Columns}, {DueLane.Columns}, lane.handler
        FROM unnest($2, $3) AS given (lane, token)
        CROSS JOIN LATERAL (
            SELECT * FROM lane WHERE lane.id = given.lane AND lane.token = given.token AND lane.leased IS NOT NULL LIMIT 1) AS lane
        CROSS JOIN LATERAL (
            SELECT stored.*, lane.id AS lane, handling.due_at, handling.received_at AS waiting_since, handling.attempts - 1 AS attempts,
                handling.lost, handling.same_failure, handling.same_failures, handling.same_since, true AS fits
            FROM handling CROSS JOIN LATERAL (SELECT * FROM delivery WHERE delivery.seq = lane.leased LIMIT 1) AS stored
            WHERE handling.delivery = lane.leased AND handling.handler = lane.handler LIMIT 1) AS delivery
        LEFT JOIN LATERAL (SELECT codec, key_id, body FROM payload WHERE payload.seq = delivery.seq LIMIT 1) AS payload ON true
        """;

    // The attempt of a lease that is no longer held, where it was settled itself: its answer got lost.
    public const string Recorded =
        """
        SELECT asked.place FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS asked (delivery, handler, number, started_at, place)
        CROSS JOIN LATERAL (
            SELECT FROM attempt
            WHERE attempt.delivery = asked.delivery AND attempt.handler = asked.handler AND attempt.number = asked.number
                AND attempt.started_at = asked.started_at AND attempt.outcome <> 'lost' LIMIT 1) AS attempt
        """;
}
