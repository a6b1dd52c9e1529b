using Npgsql;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>Gives up handlings that wait.</summary>
internal sealed class Discarding(InboxClock clock, Settling settling)
{
    internal const string OfHandlerSql =
        """
        SELECT delivery, handler, lane, received_at FROM handling
        WHERE handler = $1 AND state = 0 AND (received_at, delivery) > ($2, $3) AND received_at <= $4
        ORDER BY received_at, delivery LIMIT $5
        """;

    private const string OfDeliverySql =
        "SELECT delivery, handler, lane, received_at FROM handling WHERE delivery = $1 AND state = 0 AND ($2::text IS NULL OR handler = $2)";

    private const string IsThereSql =
        """
        SELECT 1 FROM delivery
        WHERE seq = $1 AND ($2::text IS NULL OR EXISTS (SELECT FROM handling WHERE handling.delivery = delivery.seq AND handling.handler = $2))
        """;

    // After the lock: some may have been leased or settled since they were chosen.
    private const string LookSql =
        $"""
        SELECT handling.delivery, handling.handler, handling.lane,
            coalesce(lane.leased = handling.delivery, false), coalesce(lane.due_at > {InboxClock.Sql}, false)
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

    /// <summary>A step through what waited for a handler at a time.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="handler">Whose.</param>
    /// <param name="after">Where the last step ended; null: at the beginning.</param>
    /// <param name="until">What waits since later is not meant.</param>
    /// <param name="limit">How many handlings to look at.</param>
    /// <returns>What became of it, and where it ended; null: that was all.</returns>
    public async Task<(DiscardResult Result, Place? Next)> OfHandlerAsync(NpgsqlConnection connection, string handler, Place? after, DateTimeOffset until, int limit)
    {
        var waiting = await connection.ReadAsync(
            Read, new(OfHandlerSql, Values.Of(handler), Values.Of(after?.Since ?? DateTimeOffset.MinValue), Values.Of(after?.Delivery ?? 0), Values.Of(until), Values.Of(limit)), CancellationToken.None).ConfigureAwait(false);
        var result = await DiscardAsync(connection, waiting).ConfigureAwait(false);
        return (result, waiting.Count == limit ? new Place(waiting[^1].Since, waiting[^1].Delivery) : null);
    }

    /// <summary>Null when there is no such delivery, or the handler has no part in it.</summary>
    public async Task<DiscardResult?> OfDeliveryAsync(NpgsqlConnection connection, long sequence, string? handler)
    {
        var isThere = await connection.ReadAsync(_ => true, new(IsThereSql, Values.Of(sequence), Values.Of(handler)), CancellationToken.None).ConfigureAwait(false);
        return isThere.Count == 0
            ? null
            : await DiscardAsync(
                connection, await connection.ReadAsync(Read, new(OfDeliverySql, Values.Of(sequence), Values.Of(handler)), CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<DiscardResult> DiscardAsync(NpgsqlConnection connection, List<Waiting> waiting)
    {
        if (waiting.Count == 0)
            return default;

        var (free, expired, leased) = (new List<Waiting>(), new List<long>(), 0);
        await connection.RunAsync(
            CancellationToken.None,
            Step.Begin,
            new(Lanes.LockSql, Values.Of([.. waiting.Select(one => one.Lane)])) { Row = _ => { } },
            new(LookSql, clock.Value, Values.Of([.. waiting.Select(one => one.Delivery)]), Values.Of([.. waiting.Select(one => one.Handler)]))
            {
                Row = row =>
                {
                    var (one, isLeased, isHeld) = (new Waiting(row.GetInt64(0), row.GetString(1), row.GetInt64(2), default), row.GetBoolean(3), row.GetBoolean(4));
                    if (isLeased && isHeld)
                    {
                        leased++;
                        return;
                    }

                    free.Add(one);
                    if (isLeased)
                        expired.Add(one.Lane);
                },
            }).ConfigureAwait(false);
        await connection.RunAsync(
            CancellationToken.None,
            [
                .. Lanes.EndLostLeases(expired),
                new(DiscardSql, clock.Value, Values.Of([.. free.Select(one => one.Delivery)]), Values.Of([.. free.Select(one => one.Handler)])),
                .. settling.Derive([.. free.Select(one => one.Delivery)], [.. free.Select(one => one.Lane)]),
                Step.Commit,
            ]).ConfigureAwait(false);
        return new DiscardResult(free.Count, leased);
    }

    private static Waiting Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.Time(3));

    /// <summary>How far a walk through a handler's waiting handlings has come.</summary>
    public readonly record struct Place(DateTimeOffset Since, long Delivery);

    private readonly record struct Waiting(long Delivery, string Handler, long Lane, DateTimeOffset Since);
}
