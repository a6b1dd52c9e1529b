using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>Reads everything, a step at a time.</summary>
internal static class Exporting
{
    // Where bodies are large, a step has fewer of them.
    internal const string DeliveriesSql =
        $"""
        WITH next AS (SELECT seq, bytes FROM delivery WHERE seq > $1 ORDER BY seq LIMIT $2),
        sized AS (SELECT seq, sum(bytes) OVER (ORDER BY seq) - bytes AS before FROM next)
        SELECT {DeliveryRow.Columns}, delivery.settled_at, payload.codec, payload.body
        FROM sized
        JOIN delivery ON delivery.seq = sized.seq
        LEFT JOIN payload ON payload.seq = sized.seq
        WHERE sized.before < $3 ORDER BY sized.seq
        """;

    // The lane of a delivery without a subject is not read for itself: how long it is held stands with its handling.
    internal const string HandlingsSql =
        """
        SELECT handling.delivery, handling.handler, handling.state, handling.reason, handling.attempts, handling.lost, handling.received_at,
            CASE WHEN lane.subject IS NULL THEN greatest(handling.due_at, lane.held_until) ELSE handling.due_at END, handling.settled_at
        FROM unnest($1) AS asked (delivery)
        JOIN handling ON handling.delivery = asked.delivery
        LEFT JOIN lane ON lane.id = handling.lane AND handling.state = 0
        ORDER BY handling.handler
        """;

    internal const string AttemptsSql =
        """
        SELECT attempt.delivery, handler, number, started_at, milliseconds, outcome, error
        FROM unnest($1) AS asked (delivery) JOIN attempt ON attempt.delivery = asked.delivery ORDER BY seq
        """;

    internal const string LanesSql =
        """
        SELECT id, handler, subscription, subject, last_version, last_occurred_at, held_until FROM lane
        WHERE id > $1 AND subject IS NOT NULL AND (last_occurred_at IS NOT NULL OR held_until IS NOT NULL) ORDER BY id LIMIT $2
        """;

    internal const string PausesSql = "SELECT handler, paused_at FROM pause ORDER BY handler";

    private const long StepBytes = 8 << 20;

    /// <summary>The deliveries after one.</summary>
    public static async Task<List<DeliveryRecord>> DeliveriesAsync(NpgsqlConnection connection, long after, int limit, CancellationToken cancellationToken)
    {
        var step = await connection.ReadAsync(ReadDelivery, new(DeliveriesSql, Values.Of(after), Values.Of(limit), Values.Of(StepBytes)), cancellationToken).ConfigureAwait(false);
        long[] sequences = [.. step.Select(delivery => delivery.Sequence)];
        var handlings = await connection.ReadAsync(ReadHandling, new(HandlingsSql, Values.Of(sequences)), cancellationToken).ConfigureAwait(false);
        var attempts = await connection.ReadAsync(ReadAttempt, new(AttemptsSql, Values.Of(sequences)), cancellationToken).ConfigureAwait(false);
        var (handlingsOf, attemptsOf) = (handlings.ToLookup(one => one.Delivery, one => one.Handling), attempts.ToLookup(one => one.Delivery, one => one.Attempt));
        return step.ConvertAll(delivery => delivery with { Handlings = [.. handlingsOf[delivery.Sequence]], Attempts = [.. attemptsOf[delivery.Sequence]] });
    }

    /// <summary>What lanes remember, after one of them, and where that ends; null: that was all.</summary>
    public static async Task<(List<LaneMark> Marks, long? Last)> LanesAsync(NpgsqlConnection connection, long after, int limit, CancellationToken cancellationToken)
    {
        var step = await connection.ReadAsync(
            row => (Id: row.GetInt64(0), Mark: new LaneMark(row.GetString(1), row.GetString(2), row.GetString(3), row.LongOrNull(4), row.TimeOrNull(5), row.TimeOrNull(6))),
            new(LanesSql, Values.Of(after), Values.Of(limit)), cancellationToken).ConfigureAwait(false);
        return (step.ConvertAll(lane => lane.Mark), step.Count == limit ? step[^1].Id : null);
    }

    public static Task<List<HandlerPause>> PausesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ReadAsync(row => new HandlerPause(row.GetString(0), row.Time(1)), new(PausesSql), cancellationToken);

    private static DeliveryRecord ReadDelivery(NpgsqlDataReader row)
    {
        var summary = DeliveryRow.Read(row);
        var hasBody = !row.IsDBNull(DeliveryRow.Width + 1);
        ReadOnlyMemory<byte> body = hasBody ? BodyCodec.Decode(row.GetInt16(DeliveryRow.Width + 1), row.Bytes(DeliveryRow.Width + 2), summary.Bytes) : default;
        return new DeliveryRecord
        {
            Sequence = summary.Sequence,
            Delivery = summary.ToDelivery(DeliveryRow.ReadSha256(row), body),
            Copy = summary.Copy,
            Bytes = summary.Bytes,
            HasBody = hasBody,
            State = summary.State,
            Reason = summary.Reason,
            SettledAt = row.TimeOrNull(DeliveryRow.Width),
            Handlings = [],
            Attempts = [],
        };
    }

    private static (long Delivery, HandlingRecord Handling) ReadHandling(NpgsqlDataReader row) => (row.GetInt64(0), new HandlingRecord(
        row.GetString(1), (HandlingState)row.GetInt16(2), row.IsDBNull(3) ? null : (DeadReason)row.GetInt16(3), row.GetInt32(4), row.GetInt32(5),
        row.Time(6), row.Time(7), row.TimeOrNull(8)));

    private static (long Delivery, AttemptSummary Attempt) ReadAttempt(NpgsqlDataReader row) => (row.GetInt64(0), new AttemptSummary(
        row.GetString(1), row.GetInt32(2), row.Time(3), row.LongOrNull(4) is { } duration ? TimeSpan.FromMilliseconds(duration) : null, row.GetString(5), row.TextOrNull(6)));
}
