using Npgsql;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>Gives up handlings that wait, and single deliveries.</summary>
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

    private const string ReleaseSql =
        "UPDATE delivery SET reason = 3 WHERE seq = $1 AND state = 2 AND reason IN (4, 5) AND $2::text IS NULL";

    private const string GiveUpDeadSql =
        """
        UPDATE handling SET reason = 3
        WHERE delivery = $1 AND ($2::text IS NULL OR handler = $2) AND state = 2 AND reason <> 3
        """;

    // Without a new settled_at: for how long it is kept does not change.
    private const string DeriveAgainSql =
        """
        UPDATE delivery SET reason = (SELECT min(reason) FROM handling WHERE delivery = $1)
        WHERE seq = $1 AND state = 2 AND EXISTS (SELECT FROM handling WHERE delivery = $1)
        """;

    /// <summary>Takes one step through what waits for a handler.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="handler">The handler whose handlings are given up.</param>
    /// <param name="after">Where the last step ended.</param>
    /// <param name="until">What has been waiting only since a later time is left alone.</param>
    /// <param name="limit">The most handlings to look at.</param>
    /// <returns>What became of them, and where the step ended; null: that was all.</returns>
    public async Task<(DiscardResult Result, Place? Next)> OfHandlerAsync(
        NpgsqlConnection connection, string handler, Place after, DateTimeOffset until, int limit)
    {
        var step = new Step(
            OfHandlerSql, Values.Of(handler), Values.Of(after.Since), Values.Of(after.Delivery), Values.Of(until), Values.Of(limit));
        var waiting = await connection.ReadAsync(WaitingHandling.Read, step, CancellationToken.None).ConfigureAwait(false);
        var result = await DiscardAsync(connection, waiting).ConfigureAwait(false);
        return (result, Place.After(waiting, limit));
    }

    /// <summary>Gives up a delivery, be it quarantined, waiting or dead, or only its handling by one handler.</summary>
    /// <returns>Null where there is no such delivery, or the handler has no part in it.</returns>
    public async Task<DiscardResult?> OfDeliveryAsync(NpgsqlConnection connection, long sequence, string? handler)
    {
        var isThere = new Step(IsThereSql, Values.Of(sequence), Values.Of(handler));
        if ((await connection.ReadAsync(_ => true, isThere, CancellationToken.None).ConfigureAwait(false)).Count == 0)
            return null;

        var step = new Step(OfDeliverySql, Values.Of(sequence), Values.Of(handler));
        var waiting = await connection.ReadAsync(WaitingHandling.Read, step, CancellationToken.None).ConfigureAwait(false);
        var discarded = await DiscardAsync(connection, waiting).ConfigureAwait(false);
        var counts = await connection.RunAsync(
            CancellationToken.None,
            Step.Begin,
            Deliveries.Lock(sequence),
            new(ReleaseSql, Values.Of(sequence), Values.Of(handler)),
            new(GiveUpDeadSql, Values.Of(sequence), Values.Of(handler)),
            new(DeriveAgainSql, Values.Of(sequence)),
            Step.Commit).ConfigureAwait(false);
        return discarded with { Discarded = discarded.Discarded + counts[2] + counts[3] };
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
}
