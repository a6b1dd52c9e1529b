using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Flow;

namespace Spotnana.Webhooks.Sqlite.Operators;

/// <summary>Gives up handlings that wait.</summary>
internal sealed class Discarding(SqliteSession session, Lanes lanes, Settling settling)
{
    internal const string OfHandlerSql =
        """
        SELECT delivery, handler, lane, received_at FROM handling
        WHERE handler = $handler AND state = 0 AND (received_at, delivery) > ($since, $after) AND received_at <= $until
        ORDER BY received_at, delivery LIMIT $limit
        """;

    internal const string OfDeliverySql =
        """
        SELECT delivery, handler, lane, received_at FROM handling
        WHERE delivery = $delivery AND state = 0 AND ($handler IS NULL OR handler = $handler)
        """;

    internal const string IsThereSql =
        """
        SELECT 1 FROM delivery
        WHERE seq = $delivery
            AND ($handler IS NULL OR EXISTS (SELECT 1 FROM handling WHERE handling.delivery = delivery.seq AND handling.handler = $handler))
        """;

    private readonly Statement _ofHandler = session.Prepare(OfHandlerSql);
    private readonly Statement _ofDelivery = session.Prepare(OfDeliverySql);
    private readonly Statement _isThere = session.Prepare(IsThereSql);
    private readonly Statement _discard = session.Prepare(
        $"UPDATE handling SET state = 2, reason = {(int)DeadReason.Discarded}, settled_at = $now WHERE delivery = $delivery AND handler = $handler");

    /// <summary>A step through what waited for a handler at a time.</summary>
    /// <param name="handler">Whose.</param>
    /// <param name="after">Where the last step ended; null: at the beginning.</param>
    /// <param name="until">What waits since later is not meant.</param>
    /// <param name="limit">How many handlings to look at.</param>
    /// <param name="now">The time.</param>
    /// <returns>What became of it, and where it ended; null: that was all.</returns>
    public (DiscardResult Result, Place? Next) OfHandler(string handler, Place? after, DateTimeOffset until, int limit, DateTimeOffset now)
    {
        var waiting = Read(_ofHandler.Read(
            ("$handler", handler), ("$since", after?.Since ?? long.MinValue), ("$after", after?.Delivery ?? 0), ("$until", until), ("$limit", limit)));
        return (Discard(waiting, now), waiting.Count == limit ? new Place(waiting[^1].Since, waiting[^1].Delivery) : null);
    }

    /// <summary>Null when there is no such delivery, or the handler has no part in it.</summary>
    public DiscardResult? OfDelivery(long sequence, string? handler, DateTimeOffset now) =>
        _isThere.ReadInteger(("$delivery", sequence), ("$handler", handler)) is null
            ? null
            : Discard(Read(_ofDelivery.Read(("$delivery", sequence), ("$handler", handler))), now);

    private DiscardResult Discard(List<Waiting> waiting, DateTimeOffset now)
    {
        var (discarded, leased) = (0, 0);
        foreach (var handling in waiting)
        {
            if (lanes.IsLeased(handling.Lane, handling.Delivery, handling.Handler, now))
            {
                leased++;
                continue;
            }

            _discard.Run(("$now", now), ("$delivery", handling.Delivery), ("$handler", handling.Handler));
            settling.Derive(handling.Delivery, handling.Lane, now);
            discarded++;
        }

        foreach (var (lane, handler) in waiting.Select(handling => (handling.Lane, handling.Handler)).Distinct())
            lanes.Refresh(lane, handler);
        return new DiscardResult(discarded, leased);
    }

    private static List<Waiting> Read(Statement.Rows row)
    {
        var waiting = new List<Waiting>();
        using (row)
        {
            while (row.Next())
                waiting.Add(new Waiting(row.Integer(0), row.Text(1), row.Integer(2), row.Integer(3)));
        }

        return waiting;
    }

    /// <summary>How far a walk through a handler's waiting handlings has come.</summary>
    public readonly record struct Place(long Since, long Delivery);

    private readonly record struct Waiting(long Delivery, string Handler, long Lane, long Since);
}
