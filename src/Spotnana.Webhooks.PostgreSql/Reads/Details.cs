using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Reads deliveries with what belongs to them.</summary>
internal sealed class Details(InboxClock clock, BodyCodec bodies)
{
    // Goes from one subscription's name to the next: there are few, and in the index the id comes after them.
    internal const string FindSql =
        $"""
        WITH RECURSIVE known (name) AS (
            (SELECT subscription FROM delivery ORDER BY subscription LIMIT 1)
            UNION ALL
            SELECT (SELECT subscription FROM delivery WHERE subscription > known.name ORDER BY subscription LIMIT 1) FROM known WHERE known.name IS NOT NULL)
        SELECT found.* FROM known
        CROSS JOIN LATERAL (
            SELECT {DeliveryRow.Columns} FROM delivery
            WHERE subscription = known.name AND id = $1 AND copy BETWEEN $2 AND $3 ORDER BY copy LIMIT 100) AS found
        ORDER BY found.subscription, found.copy LIMIT 100
        """;

    internal const string FindInSubscriptionSql =
        $"""
        SELECT {DeliveryRow.Columns} FROM delivery
        WHERE subscription = $4 AND id = $1 AND copy BETWEEN $2 AND $3 ORDER BY copy LIMIT 100
        """;

    internal const string HandlingsSql =
        $"""
        SELECT {HandlingRow.Columns}
        FROM unnest($2) AS asked (delivery)
        JOIN handling ON handling.delivery = asked.delivery
        LEFT JOIN lane ON lane.id = handling.lane AND handling.state = 0
        ORDER BY handling.handler
        """;

    internal const string AheadSql =
        $"""
        SELECT own.delivery, own.handler, delivery.id
        FROM unnest($2) AS asked (delivery)
        JOIN handling AS own ON own.delivery = asked.delivery AND own.state = 0
        JOIN lane ON lane.id = own.lane
        CROSS JOIN LATERAL (
            SELECT coalesce(CASE WHEN lane.due_at > {InboxClock.Sql} THEN lane.leased END, (
                SELECT handling.delivery FROM handling WHERE handling.lane = own.lane AND handling.state = 0
                ORDER BY handling.occurred_at, handling.delivery LIMIT 1)) AS seq) AS ahead
        JOIN delivery ON delivery.seq = ahead.seq
        WHERE ahead.seq <> own.delivery
        """;

    internal const string AttemptsSql = $"SELECT {AttemptRow.Columns} FROM attempt WHERE delivery = $1 ORDER BY seq DESC LIMIT 1000";

    internal const string BodySql =
        $"""
        SELECT {DeliveryRow.Columns}, {PayloadRow.Columns}
        FROM delivery LEFT JOIN payload ON payload.seq = delivery.seq WHERE delivery.seq = $1
        """;

    internal const string GetSql =
        $"""
        SELECT {DeliveryRow.Columns}, payload.seq IS NOT NULL
        FROM unnest($1) AS asked (delivery)
        JOIN delivery ON delivery.seq = asked.delivery
        LEFT JOIN payload ON payload.seq = delivery.seq
        """;

    public async Task<IReadOnlyList<DeliveryDetails>> FindAsync(
        NpgsqlConnection connection, string id, string? subscription, int? copy, CancellationToken cancellationToken)
    {
        // Without a copy: all, of which the first are returned.
        NpgsqlParameter[] values = [Values.Of(id), Values.Of(copy ?? 0), Values.Of(copy ?? int.MaxValue)];
        var step = subscription is null
            ? new Step(FindSql, values)
            : new Step(FindInSubscriptionSql, [.. values, Values.Of(subscription)]);
        var found = await connection.ReadAsync(DeliveryRow.Read, step, cancellationToken).ConfigureAwait(false);
        var details = new List<DeliveryDetails>();
        var rows = await WithHandlingsAsync(connection, found, cancellationToken).ConfigureAwait(false);
        foreach (var row in await WithWhatIsAheadAsync(connection, rows, cancellationToken).ConfigureAwait(false))
            details.Add(new DeliveryDetails(row, await AttemptsAsync(connection, row, cancellationToken).ConfigureAwait(false)));
        return details;
    }

    public async Task<DeliveryPayload> PayloadAsync(NpgsqlConnection connection, long sequence, CancellationToken cancellationToken)
    {
        var found = await connection.ReadAsync(ReadPayload, new(BodySql, Values.Of(sequence)), cancellationToken).ConfigureAwait(false);
        return found is [var payload] ? payload : new DeliveryPayload(PayloadState.NotFound);
    }

    public async Task<List<DeliverySummary>> WithHandlingsAsync(
        NpgsqlConnection connection, List<DeliverySummary> deliveries, CancellationToken cancellationToken)
    {
        if (deliveries.Count == 0)
            return deliveries;

        long[] sequences = [.. deliveries.Select(delivery => delivery.Sequence)];
        var handlings = await connection.ReadAsync(
            HandlingRow.Read, new(HandlingsSql, clock.Value, Values.Of(sequences)), cancellationToken).ConfigureAwait(false);
        var known = handlings.ToLookup(handling => handling.Delivery, handling => handling.Handling);
        return deliveries.ConvertAll(delivery => delivery with { Handlings = [.. known[delivery.Sequence]] });
    }

    private async Task<List<DeliverySummary>> WithWhatIsAheadAsync(
        NpgsqlConnection connection, List<DeliverySummary> deliveries, CancellationToken cancellationToken)
    {
        if (!deliveries.Exists(delivery => delivery.State == DeliveryState.Pending))
            return deliveries;

        var rows = await connection.ReadAsync(
            row => (Key: (row.GetInt64(0), row.GetString(1)), Id: row.GetString(2)),
            new(AheadSql, clock.Value, Values.Of([.. deliveries.Select(delivery => delivery.Sequence)])),
            cancellationToken).ConfigureAwait(false);
        var ahead = rows.ToDictionary(row => row.Key, row => row.Id);
        return deliveries.ConvertAll(delivery => delivery with
        {
            Handlings = [.. delivery.Handlings.Select(handling => handling.State == HandlingState.Pending
                ? handling with { WaitsBehind = ahead.GetValueOrDefault((delivery.Sequence, handling.Handler)) }
                : handling)],
        });
    }

    /// <summary>Reads what a redrive has to know of deliveries.</summary>
    /// <returns>Those that are there, by their numbers.</returns>
    public async Task<Dictionary<long, Redrivable>> ToRedriveAsync(
        NpgsqlConnection connection, long[] sequences, CancellationToken cancellationToken)
    {
        var found = await connection.ReadAsync(
            row => new Redrivable(DeliveryRow.Read(row), DeliveryRow.ReadSha256(row), row.GetBoolean(DeliveryRow.Width)),
            new(GetSql, Values.Of(sequences)),
            cancellationToken).ConfigureAwait(false);
        var deliveries = found.ConvertAll(one => one.Delivery);
        var summaries = await WithHandlingsAsync(connection, deliveries, cancellationToken).ConfigureAwait(false);
        return found.Zip(summaries, (one, summary) => one with { Delivery = summary }).ToDictionary(one => one.Delivery.Sequence);
    }

    private DeliveryPayload ReadPayload(NpgsqlDataReader row) =>
        PayloadRow.Read(row, DeliveryRow.Width, DeliveryRow.Read(row), bodies) is { } body
            ? new DeliveryPayload(PayloadState.Found, body)
            : new DeliveryPayload(PayloadState.Gone);

    private async Task<List<AttemptSummary>> AttemptsAsync(
        NpgsqlConnection connection, DeliverySummary delivery, CancellationToken cancellationToken)
    {
        var attempts = await connection.ReadAsync(
            AttemptRow.Read, new(AttemptsSql, Values.Of(delivery.Sequence)), cancellationToken).ConfigureAwait(false);
        attempts.Reverse();
        return attempts.ConvertAll(attempt => attempt.Decrypt(bodies.Keys, delivery.Subscription, delivery.Id));
    }
}
