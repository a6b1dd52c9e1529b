using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Flow;

namespace Spotnana.Webhooks.Sqlite.Operators;

/// <summary>Gives up handlings that are waiting.</summary>
internal sealed class Discarding(SqliteSession session, Lanes lanes, Settling settling)
{
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

    private readonly Statement _quarantined = session.Prepare(
        $"""
        SELECT reason FROM delivery
        WHERE seq = $delivery AND state = {(int)DeliveryState.Dead}
            AND reason IN ({(int)DeadReason.Unreadable}, {(int)DeadReason.Conflict})
        """);
    private readonly Statement _release = session.Prepare(
        $"UPDATE delivery SET reason = {(int)DeadReason.Discarded} WHERE seq = $delivery");
    private readonly Statement _dead = session.Prepare(
        $"""
        SELECT handler, reason FROM handling
        WHERE delivery = $delivery AND ($handler IS NULL OR handler = $handler) AND state = {(int)HandlingState.Dead}
            AND reason <> {(int)DeadReason.Discarded}
        """);
    private readonly Statement _giveUpDead = session.Prepare(
        $"UPDATE handling SET reason = {(int)DeadReason.Discarded} WHERE delivery = $delivery AND handler = $handler");
    private readonly Statement _ofHandler = session.Prepare(Waiting.OfHandlerSql);
    private readonly Statement _ofDelivery = session.Prepare(OfDeliverySql);
    private readonly Statement _isThere = session.Prepare(IsThereSql);
    private readonly Statement _discard = session.Prepare(
        $"""
        UPDATE handling SET state = {(int)HandlingState.Dead}, reason = {(int)DeadReason.Discarded}, settled_at = $now
        WHERE delivery = $delivery AND handler = $handler
        """);

    /// <summary>One step through the handlings that wait for a handler.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="after">The place where the last step ended.</param>
    /// <param name="until">Handlings that wait since later are left.</param>
    /// <param name="limit">How many handlings one step looks at.</param>
    /// <param name="now">The time.</param>
    /// <returns>What became of them, and the place where the step ended. Null: there are no more.</returns>
    public (DiscardResult Result, Place? Next) OfHandler(string handler, Place after, DateTimeOffset until, int limit, DateTimeOffset now)
    {
        var waiting = Waiting.StepOf(_ofHandler, handler, after, until, limit);
        return (Discard(waiting, now), Waiting.PlaceAfter(waiting, limit));
    }

    /// <summary>Gives up a delivery, be it quarantined, waiting or dead, or only its handling by one handler.</summary>
    /// <returns>Null: there is no such delivery, or the handler has no part in it.</returns>
    public DiscardResult? OfDelivery(long sequence, string? handler, DateTimeOffset now)
    {
        if (_isThere.ReadInteger(("$delivery", sequence), ("$handler", handler)) is null)
            return null;

        var released = handler is null ? Release(sequence) : 0;
        var dead = GiveUpDead(sequence, handler);
        var waiting = Discard(_ofDelivery.ReadAll(Waiting.Read, ("$delivery", sequence), ("$handler", handler)), now);
        if (dead > 0 && waiting.Discarded == 0)
            settling.DeriveAgain(sequence);
        return waiting with { Discarded = waiting.Discarded + dead + released };
    }

    private int Release(long sequence)
    {
        if (_quarantined.ReadInteger(("$delivery", sequence)) is not { } reason)
            return 0;

        _release.Run(("$delivery", sequence));
        session.Tallies.RemoveDelivery(DeliveryState.Dead, (DeadReason)reason);
        session.Tallies.AddDelivery(DeliveryState.Dead, DeadReason.Discarded);
        return 1;
    }

    private int GiveUpDead(long sequence, string? handler)
    {
        var dead = _dead.ReadAll(
            static row => (Handler: row.Text(0), Reason: (DeadReason)row.Integer(1)), ("$delivery", sequence), ("$handler", handler));
        foreach (var handling in dead)
        {
            _giveUpDead.Run(("$delivery", sequence), ("$handler", handling.Handler));
            session.Tallies.RemoveHandling(handling.Handler, HandlingState.Dead, handling.Reason);
            session.Tallies.AddHandling(handling.Handler, HandlingState.Dead, DeadReason.Discarded);
        }

        return dead.Count;
    }

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
            session.Tallies.RemoveHandling(handling.Handler, HandlingState.Pending);
            session.Tallies.AddHandling(handling.Handler, HandlingState.Dead, DeadReason.Discarded);
            settling.Derive(handling.Delivery, handling.Lane, now);
            discarded++;
        }

        foreach (var (lane, handler) in waiting.Select(static handling => (handling.Lane, handling.Handler)).Distinct())
            lanes.Refresh(lane, handler);
        return new DiscardResult(discarded, leased);
    }
}
