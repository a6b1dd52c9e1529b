using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Flow;

namespace Spotnana.Webhooks.Sqlite.Operators;

/// <summary>Makes handlings due now that wait for their next attempt.</summary>
internal sealed class Hastening(SqliteSession session, Lanes lanes)
{
    private readonly Statement _ofHandler = session.Prepare(Waiting.OfHandlerSql);
    private readonly Statement _haste = session.Prepare(
        """
        UPDATE handling SET due_at = $now
        WHERE delivery = $delivery AND handler = $handler AND state = 0 AND due_at > $now
        RETURNING lane
        """);

    /// <summary>One step through the handlings that wait for a handler.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="after">The place where the last step ended.</param>
    /// <param name="until">Handlings that wait since later are left.</param>
    /// <param name="limit">How many handlings one step looks at.</param>
    /// <param name="now">The time.</param>
    /// <returns>How many had to wait and do so no longer, and the place where the step ended. Null: there are no more.</returns>
    public (long Due, Place? Next) OfHandler(string handler, Place after, DateTimeOffset until, int limit, DateTimeOffset now)
    {
        var waiting = Waiting.StepOf(_ofHandler, handler, after, until, limit);
        var later = waiting.FindAll(handling => UnixTime.FromMicroseconds(handling.DueAt) > now);
        var due = later.LongCount(handling =>
            !lanes.IsLeased(handling.Lane, handling.Delivery, handler, now) && One(handling.Delivery, handler, now));
        return (due, Waiting.PlaceAfter(waiting, limit));
    }

    /// <summary>Makes one pending handling due. While it is leased, its settlement decides.</summary>
    public bool One(long delivery, string handler, DateTimeOffset now)
    {
        if (_haste.ReadInteger(("$now", now), ("$delivery", delivery), ("$handler", handler)) is not { } lane)
            return false;

        lanes.Refresh(lane, handler);
        return true;
    }
}
