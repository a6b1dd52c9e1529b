using Npgsql;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>Reads everything that is exported, step by step.</summary>
internal static class Exporting
{
    // Where bodies are large, a step has fewer of them.
    internal const string DeliveriesSql =
        $"""
        WITH next AS (SELECT seq, bytes FROM delivery WHERE seq > $1 ORDER BY seq LIMIT $2),
        sized AS (SELECT seq, sum(bytes) OVER (ORDER BY seq) - bytes AS before FROM next)
        SELECT {ExportedDelivery.Columns}
        FROM sized
        JOIN delivery ON delivery.seq = sized.seq
        LEFT JOIN payload ON payload.seq = sized.seq
        WHERE sized.before < $3 ORDER BY sized.seq
        """;

    internal const string HandlingsSql =
        $"""
        SELECT {ExportedHandling.Columns}
        FROM unnest($1) AS asked (delivery)
        JOIN handling ON handling.delivery = asked.delivery
        LEFT JOIN lane ON lane.id = handling.lane AND handling.state = 0
        ORDER BY handling.handler
        """;

    internal const string AttemptsSql =
        $"""
        SELECT {AttemptRow.Columns}, attempt.delivery
        FROM unnest($1) AS asked (delivery) JOIN attempt ON attempt.delivery = asked.delivery ORDER BY seq
        """;

    internal const string LanesSql =
        $"""
        SELECT {ExportedLane.Columns} FROM lane
        WHERE id > $1 AND subject IS NOT NULL AND (last_occurred_at IS NOT NULL OR held_until IS NOT NULL) ORDER BY id LIMIT $2
        """;

    private const long StepBytes = 8 << 20;

    /// <summary>Reads the deliveries after a number, in their order: no more than a limit, and fewer where bodies are large.</summary>
    public static async Task<List<DeliveryRecord>> DeliveriesAsync(
        NpgsqlConnection connection, long after, int limit, BodyCodec bodies, CancellationToken cancellationToken)
    {
        var next = new Step(DeliveriesSql, Values.Of(after), Values.Of(limit), Values.Of(StepBytes));
        var step = await connection.ReadAsync(
            row => ExportedDelivery.Read(row, bodies), next, cancellationToken).ConfigureAwait(false);
        long[] sequences = [.. step.Select(delivery => delivery.Sequence)];
        var handlings = (await connection.ReadAsync(
            ExportedHandling.Read, new(HandlingsSql, Values.Of(sequences)), cancellationToken).ConfigureAwait(false))
            .ToLookup(one => one.Delivery, one => one.Handling);
        var attempts = (await connection.ReadAsync(
            row => (Delivery: row.GetInt64(AttemptRow.Width), Attempt: AttemptRow.Read(row)),
            new(AttemptsSql, Values.Of(sequences)),
            cancellationToken).ConfigureAwait(false))
            .ToLookup(one => one.Delivery, one => one.Attempt);
        return step.ConvertAll(delivery => delivery with
        {
            Handlings = [.. handlings[delivery.Sequence]],
            Attempts = [.. attempts[delivery.Sequence].Select(
                attempt => attempt.Decrypt(bodies.Keys, delivery.Delivery.Subscription, delivery.Delivery.Id))],
        });
    }

    /// <summary>Reads what the lanes after an id remember, in the order of ids and no more than a limit.</summary>
    /// <returns>The marks, and the id of the last lane; null: that was all.</returns>
    public static async Task<(List<LaneMark> Marks, long? Last)> LanesAsync(
        NpgsqlConnection connection, long after, int limit, CancellationToken cancellationToken)
    {
        var step = await connection.ReadAsync(
            ExportedLane.Read, new(LanesSql, Values.Of(after), Values.Of(limit)), cancellationToken).ConfigureAwait(false);
        return (step.ConvertAll(lane => lane.Mark), step.Count == limit ? step[^1].Id : null);
    }
}
