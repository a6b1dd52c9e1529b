using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>Makes handlings due now that wait for their next attempt.</summary>
internal sealed class Hastening(InboxClock clock)
{
    internal const string OfHandlerSql =
        $"""
        SELECT {WaitingHandling.Columns}, due_at > {InboxClock.Sql} FROM handling
        WHERE handler = $2 AND state = 0 AND (received_at, delivery) > ($3, $4) AND received_at <= $5
        ORDER BY received_at, delivery LIMIT $6
        """;

    private const string OfDeliveriesSql =
        $"""
        SELECT {WaitingHandling.Columns} FROM handling
        WHERE (delivery, handler) IN (SELECT * FROM unnest($1, $2)) AND delivery = ANY($1) AND state = 0
        """;

    // After the lock: some may have been leased or settled since they were chosen. While one is leased, its settlement decides.
    private const string HastenSql =
        $"""
        UPDATE handling SET due_at = {InboxClock.Sql}
        FROM unnest($2, $3) AS chosen (delivery, handler), lane
        WHERE handling.delivery = chosen.delivery AND handling.handler = chosen.handler AND handling.delivery = ANY($2)
            AND handling.state = 0 AND handling.due_at > {InboxClock.Sql} AND lane.id = handling.lane
            AND (lane.leased IS DISTINCT FROM handling.delivery OR lane.due_at <= {InboxClock.Sql})
        """;

    /// <summary>Takes one step through what waits for a handler.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="after">Where the last step ended.</param>
    /// <param name="until">What has been waiting only since a later time is left alone.</param>
    /// <param name="limit">The most handlings to look at.</param>
    /// <returns>How many had to wait and do so no longer, and where the step ended; null: that was all.</returns>
    public async Task<(long Due, Place? Next)> OfHandlerAsync(
        NpgsqlConnection connection, string handler, Place after, DateTimeOffset until, int limit)
    {
        var (waiting, later) = (new List<WaitingHandling>(), new List<WaitingHandling>());
        var step = new Step(
            OfHandlerSql, clock.Value, Values.Of(handler), Values.Of(after.Since), Values.Of(after.Delivery), Values.Of(until),
            Values.Of(limit))
        {
            Row = row =>
            {
                waiting.Add(WaitingHandling.Read(row));
                if (row.GetBoolean(WaitingHandling.Width))
                    later.Add(waiting[^1]);
            },
        };
        await connection.RunAsync(CancellationToken.None, step).ConfigureAwait(false);
        return (await HastenAsync(connection, later).ConfigureAwait(false), Place.After(waiting, limit));
    }

    /// <summary>Makes these handlings due, if they are pending.</summary>
    public async Task OfDeliveriesAsync(NpgsqlConnection connection, IReadOnlyList<(long Delivery, string Handler)> handlings)
    {
        if (handlings.Count == 0)
            return;

        var step = new Step(
            OfDeliveriesSql, Values.Of([.. handlings.Select(one => one.Delivery)]), Values.Of([.. handlings.Select(one => one.Handler)]));
        await HastenAsync(
            connection,
            await connection.ReadAsync(WaitingHandling.Read, step, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<long> HastenAsync(NpgsqlConnection connection, List<WaitingHandling> waiting)
    {
        if (waiting.Count == 0)
            return 0;

        long[] lanes = [.. waiting.Select(one => one.Lane)];
        var counts = await connection.RunAsync(
            CancellationToken.None,
            Step.Begin,
            new(Lanes.LockSql, Values.Of(lanes)) { Row = _ => { } },
            new(
                HastenSql, clock.Value, Values.Of([.. waiting.Select(one => one.Delivery)]),
                Values.Of([.. waiting.Select(one => one.Handler)])),
            Lanes.Refresh(lanes),
            Step.Commit).ConfigureAwait(false);
        return counts[2];
    }
}
