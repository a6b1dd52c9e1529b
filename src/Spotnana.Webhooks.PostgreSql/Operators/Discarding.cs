using Npgsql;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>Gives up handlings that wait.</summary>
internal sealed class Discarding(InboxClock clock)
{
    internal const string OfHandlerSql =
        $"""
        SELECT {WaitingHandling.Columns} FROM handling
        WHERE handler = $1 AND state = 0 AND (received_at, delivery) > ($2, $3) AND received_at <= $4
        ORDER BY received_at, delivery LIMIT $5
        """;

    private const string OfDeliverySql =
        $"SELECT {WaitingHandling.Columns} FROM handling WHERE delivery = $1 AND state = 0 AND ($2::text IS NULL OR handler = $2)";

    private const string IsThereSql =
        """
        SELECT 1 FROM delivery
        WHERE seq = $1 AND ($2::text IS NULL OR EXISTS (SELECT FROM handling WHERE handling.delivery = delivery.seq AND handling.handler = $2))
        """;

    // After the lock: some may have been leased or settled since they were chosen.
    private const string LookSql =
        $"""
        SELECT {ChosenHandling.Columns}
        FROM unnest($2, $3) AS chosen (delivery, handler)
        JOIN handling ON handling.delivery = chosen.delivery AND handling.handler = chosen.handler AND handling.state = 0
        JOIN lane ON lane.id = handling.lane
        WHERE handling.delivery = ANY($2)
        """;

    private const string DiscardSql =
        $"""
        UPDATE handling SET state = 2, reason = 3, settled_at = {InboxClock.Sql}
        FROM unnest($2, $3) AS chosen (delivery, handler)
        WHERE handling.delivery = chosen.delivery AND handling.handler = chosen.handler AND handling.delivery = ANY($2)
        """;

    /// <summary>Takes one step through what waits for a handler.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="handler">The handler whose handlings are given up.</param>
    /// <param name="after">Where the last step ended. Null: this is the first.</param>
    /// <param name="until">What has been waiting only since a later time is left alone.</param>
    /// <param name="limit">The most handlings to look at.</param>
    /// <returns>What became of them, and where the step ended; null: that was all.</returns>
    public async Task<(DiscardResult Result, Place? Next)> OfHandlerAsync(
        NpgsqlConnection connection, string handler, Place? after, DateTimeOffset until, int limit)
    {
        var place = after ?? new Place(DateTimeOffset.MinValue, 0);
        var step = new Step(
            OfHandlerSql, Values.Of(handler), Values.Of(place.Since), Values.Of(place.Delivery), Values.Of(until), Values.Of(limit));
        var waiting = await connection.ReadAsync(WaitingHandling.Read, step, CancellationToken.None).ConfigureAwait(false);
        var result = await DiscardAsync(connection, waiting).ConfigureAwait(false);
        return (result, waiting.Count == limit ? new Place(waiting[^1].Since, waiting[^1].Delivery) : null);
    }

    /// <returns>Null where there is no such delivery, or the handler has no part in it.</returns>
    public async Task<DiscardResult?> OfDeliveryAsync(NpgsqlConnection connection, long sequence, string? handler)
    {
        var isThere = new Step(IsThereSql, Values.Of(sequence), Values.Of(handler));
        if ((await connection.ReadAsync(_ => true, isThere, CancellationToken.None).ConfigureAwait(false)).Count == 0)
            return null;

        var step = new Step(OfDeliverySql, Values.Of(sequence), Values.Of(handler));
        var waiting = await connection.ReadAsync(WaitingHandling.Read, step, CancellationToken.None).ConfigureAwait(false);
        return await DiscardAsync(connection, waiting).ConfigureAwait(false);
    }

    private async Task<DiscardResult> DiscardAsync(NpgsqlConnection connection, List<WaitingHandling> waiting)
    {
        if (waiting.Count == 0)
            return default;

        var chosen = new List<ChosenHandling>();
        long[] sequences = [.. waiting.Select(one => one.Delivery)];
        string[] handlers = [.. waiting.Select(one => one.Handler)];
        await connection.RunAsync(
            CancellationToken.None,
            Step.Begin,
            new(Lanes.LockSql, Values.Of([.. waiting.Select(one => one.Lane)])) { Row = _ => { } },
            new(LookSql, clock.Value, Values.Of(sequences), Values.Of(handlers))
            {
                Row = row => chosen.Add(ChosenHandling.Read(row)),
            }).ConfigureAwait(false);
        var free = chosen.FindAll(one => !one.IsHeld);
        long[] deliveries = [.. free.Select(one => one.Delivery)];
        long[] lanes = [.. free.Select(one => one.Lane)];
        await connection.RunAsync(
            CancellationToken.None,
            [
                .. Lanes.EndLostLeases(free.Where(one => one.IsLeased).Select(one => one.Lane)),
                new(DiscardSql, clock.Value, Values.Of(deliveries), Values.Of([.. free.Select(one => one.Handler)])),
                .. Deliveries.Derive(clock, deliveries),
                Lanes.Refresh(lanes),
                Lanes.RemoveOwn(lanes),
                Step.Commit,
            ]).ConfigureAwait(false);
        return new DiscardResult(free.Count, chosen.Count - free.Count);
    }

    /// <summary>A place in what waits for a handler.</summary>
    public readonly record struct Place(DateTimeOffset Since, long Delivery);
}
