using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Reads deliveries with what belongs to them.</summary>
internal sealed class Details(InboxClock clock)
{
    // From one subscription's name to the next: there are few, and the id stands behind them in the index.
    internal const string FindSql =
        $"""
        WITH RECURSIVE known (name) AS (
            (SELECT subscription FROM delivery ORDER BY subscription LIMIT 1)
            UNION ALL
            SELECT (SELECT subscription FROM delivery WHERE subscription > known.name ORDER BY subscription LIMIT 1) FROM known WHERE known.name IS NOT NULL)
        SELECT found.* FROM known
        CROSS JOIN LATERAL (SELECT {DeliveryRow.Columns} FROM delivery WHERE subscription = known.name AND id = $1 ORDER BY copy LIMIT 100) AS found
        ORDER BY found.subscription, found.copy LIMIT 100
        """;

    internal const string FindInSubscriptionSql =
        $"SELECT {DeliveryRow.Columns} FROM delivery WHERE subscription = $2 AND id = $1 ORDER BY copy LIMIT 100";

    internal const string HandlingsSql =
        $"""
        SELECT handling.delivery, handling.handler, handling.state, handling.reason, handling.attempts, handling.received_at,
            greatest(handling.due_at, lane.held_until), coalesce(lane.leased = handling.delivery AND lane.due_at > {InboxClock.Sql}, false)
        FROM unnest($2) AS asked (delivery)
        JOIN handling ON handling.delivery = asked.delivery
        LEFT JOIN lane ON lane.id = handling.lane AND handling.state = 0
        ORDER BY handling.handler
        """;

    internal const string AttemptsSql =
        "SELECT handler, number, started_at, milliseconds, outcome, error FROM attempt WHERE delivery = $1 ORDER BY seq DESC LIMIT 1000";

    internal const string BodySql =
        """
        SELECT payload.codec, payload.body, delivery.bytes FROM delivery LEFT JOIN payload ON payload.seq = delivery.seq WHERE delivery.seq = $1
        """;

    internal const string GetSql =
        $"""
        SELECT {DeliveryRow.Columns}, payload.seq IS NOT NULL
        FROM unnest($1) AS asked (delivery)
        JOIN delivery ON delivery.seq = asked.delivery
        LEFT JOIN payload ON payload.seq = delivery.seq
        """;

    public async Task<IReadOnlyList<DeliveryDetails>> FindAsync(NpgsqlConnection connection, string id, string? subscription, CancellationToken cancellationToken)
    {
        var found = subscription is null
            ? await connection.ReadAsync(DeliveryRow.Read, new(FindSql, Values.Of(id)), cancellationToken).ConfigureAwait(false)
            : await connection.ReadAsync(DeliveryRow.Read, new(FindInSubscriptionSql, Values.Of(id), Values.Of(subscription)), cancellationToken).ConfigureAwait(false);
        var details = new List<DeliveryDetails>();
        foreach (var row in await WithHandlingsAsync(connection, found, cancellationToken).ConfigureAwait(false))
            details.Add(new DeliveryDetails(row, await AttemptsAsync(connection, row.Sequence, cancellationToken).ConfigureAwait(false)));
        return details;
    }

    public static async Task<DeliveryPayload> PayloadAsync(NpgsqlConnection connection, long sequence, CancellationToken cancellationToken)
    {
        var found = await connection.ReadAsync(
            row => row.IsDBNull(0) ? new DeliveryPayload(PayloadState.Gone) : new DeliveryPayload(PayloadState.Found, BodyCodec.Decode(row.GetInt16(0), row.Bytes(1), row.GetInt32(2))), new(BodySql, Values.Of(sequence)), cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? new DeliveryPayload(PayloadState.NotFound) : found[0];
    }

    public async Task<List<DeliverySummary>> WithHandlingsAsync(NpgsqlConnection connection, List<DeliverySummary> deliveries, CancellationToken cancellationToken)
    {
        if (deliveries.Count == 0)
            return deliveries;

        long[] sequences = [.. deliveries.Select(delivery => delivery.Sequence)];
        var handlings = await connection.ReadAsync(ReadHandling, new(HandlingsSql, clock.Value, Values.Of(sequences)), cancellationToken).ConfigureAwait(false);
        var known = handlings.ToLookup(handling => handling.Delivery, handling => handling.Handling);
        return deliveries.ConvertAll(delivery => delivery with { Handlings = [.. known[delivery.Sequence]] });
    }

    /// <summary>What a redrive has to know of deliveries, by number.</summary>
    public async Task<Dictionary<long, Redrivable>> ToRedriveAsync(NpgsqlConnection connection, long[] sequences, CancellationToken cancellationToken)
    {
        var found = await connection.ReadAsync(
            row => new Redrivable(DeliveryRow.Read(row), DeliveryRow.ReadSha256(row), row.GetBoolean(DeliveryRow.Width)), new(GetSql, Values.Of(sequences)), cancellationToken).ConfigureAwait(false);
        var summaries = await WithHandlingsAsync(connection, found.ConvertAll(one => one.Delivery), cancellationToken).ConfigureAwait(false);
        return found.Zip(summaries, (one, summary) => one with { Delivery = summary }).ToDictionary(one => one.Delivery.Sequence);
    }

    private static (long Delivery, HandlingSummary Handling) ReadHandling(NpgsqlDataReader row)
    {
        var state = row.GetBoolean(7) ? HandlingState.Leased : (HandlingState)row.GetInt16(2);
        return (row.GetInt64(0), new HandlingSummary(
            row.GetString(1), state, row.IsDBNull(3) ? null : (DeadReason)row.GetInt16(3), row.GetInt32(4), row.Time(5), state == HandlingState.Pending ? row.Time(6) : null));
    }

    private static async Task<List<AttemptSummary>> AttemptsAsync(NpgsqlConnection connection, long sequence, CancellationToken cancellationToken)
    {
        var attempts = await connection.ReadAsync(
            row => new AttemptSummary(
                row.GetString(0), row.GetInt32(1), row.Time(2), row.LongOrNull(3) is { } duration ? TimeSpan.FromMilliseconds(duration) : null, row.GetString(4), row.TextOrNull(5)), new(AttemptsSql, Values.Of(sequence)), cancellationToken).ConfigureAwait(false);
        attempts.Reverse();
        return attempts;
    }
}
