using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Flow;

namespace Spotnana.Webhooks.Sqlite.Operators;

/// <summary>Gives up handlings that are waiting.</summary>
internal sealed class Discarding(SqliteSession session, Lanes lanes, Settling settling)
{
    internal const string OfHandlerSql =
        $"""
        SELECT {Waiting.Columns} FROM handling
        WHERE handler = $handler AND state = 0 AND (received_at, delivery) > ($since, $after) AND received_at <= $until
        ORDER BY received_at, delivery LIMIT $limit
        """;

    internal const string OfDeliverySql =
        $"""
        SELECT {Waiting.Columns} FROM handling
        WHERE delivery = $delivery AND state = 0 AND ($handler IS NULL OR handler = $handler)
        """;

    internal const string IsThereSql =
        """
        SELECT 1 FROM delivery
        WHERE seq = $delivery
            AND ($handler IS NULL OR EXISTS (
                SELECT 1 FROM handling WHERE handling.delivery = delivery.seq AND handling.handler = $handler))
        """;

    private readonly Statement _ofHandler = session.Prepare(OfHandlerSql);
    private readonly Statement _ofDelivery = session.Prepare(OfDeliverySql);
    private readonly Statement _isThere = session.Prepare(IsThereSql);
    private readonly Statement _discard = session.Prepare(
        $"""
        UPDATE handling SET state = {(int)HandlingState.Dead}, reason = {(int)DeadReason.Discarded}, settled_at = $now
        WHERE delivery = $delivery AND handler = $handler
        """);

    /// <summary>One step through the handlings that wait for a handler.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="after">The place where the last step ended. Null: this is the first.</param>
    /// <param name="until">Handlings that wait since later are left.</param>
    /// <param name="limit">How many handlings one step looks at.</param>
    /// <param name="now">The time.</param>
    /// <returns>What became of them, and the place where the step ended. Null: there are no more.</returns>
    public (DiscardResult Result, Place? Next) OfHandler(string handler, Place? after, DateTimeOffset until, int limit, DateTimeOffset now)
    {
        var waiting = _ofHandler.ReadAll(
            Waiting.Read,
            ("$handler", handler),
            ("$since", after?.Since ?? long.MinValue),
            ("$after", after?.Delivery ?? 0),
            ("$until", until),
            ("$limit", limit));
        return (Discard(waiting, now), waiting.Count == limit ? new Place(waiting[^1].Since, waiting[^1].Delivery) : null);
    }

    /// <summary>Gives up the handlings of one delivery, or that of one handler.</summary>
    /// <returns>Null: there is no such delivery, or the handler has no part in it.</returns>
    public DiscardResult? OfDelivery(long sequence, string? handler, DateTimeOffset now) =>
        _isThere.ReadInteger(("$delivery", sequence), ("$handler", handler)) is null
            ? null
            : Discard(_ofDelivery.ReadAll(Waiting.Read, ("$delivery", sequence), ("$handler", handler)), now);

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

        foreach (var (lane, handler) in waiting.Select(static handling => (handling.Lane, handling.Handler)).Distinct())
            lanes.Refresh(lane, handler);
        return new DiscardResult(discarded, leased);
    }

    /// <summary>How far a walk through a handler's waiting handlings has come.</summary>
    public readonly record struct Place(long Since, long Delivery);

    private readonly record struct Waiting(long Delivery, string Handler, long Lane, long Since)
    {
        public const string Columns = "delivery, handler, lane, received_at";

        public static Waiting Read(Statement.Rows row) => new(row.Integer(0), row.Text(1), row.Integer(2), row.Integer(3));
    }
}
