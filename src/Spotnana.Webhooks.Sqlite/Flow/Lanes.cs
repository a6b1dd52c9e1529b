using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>Finds lanes, and keeps their one rule: a lane that is not leased is due when its head is.</summary>
internal sealed class Lanes(SqliteSession session)
{
    internal const string FindSql =
        "SELECT id FROM lane WHERE handler = $handler AND subscription = $subscription AND subject = $subject";

    internal const string RefreshSql =
        """
        UPDATE lane
        SET due_at = (
            SELECT max(handling.due_at, coalesce(lane.held_until, 0)) FROM handling
            WHERE handling.lane = $lane AND handling.state = 0 ORDER BY handling.occurred_at, handling.delivery LIMIT 1)
        WHERE id = $lane AND leased IS NULL
        RETURNING due_at
        """;

    internal const string EarliestDueSql =
        """
        SELECT min(due_at) FROM lane
        WHERE handler = $handler AND due_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pause WHERE pause.handler = $handler)
        """;

    internal const string HoldSql =
        """
        UPDATE lane SET held_until = $until
        WHERE id = $lane
            AND NOT EXISTS (
                SELECT 1 FROM handling
                WHERE handling.lane = $lane AND handling.state = 0 AND handling.delivery IS NOT lane.leased)
        """;

    internal const string HolderSql = "SELECT due_at FROM lane WHERE id = $lane AND leased = $delivery";

    internal const string LeasedSql =
        $"""
        SELECT {LeasedLane.Columns}
        FROM lane CROSS JOIN handling ON handling.delivery = lane.leased AND handling.handler = lane.handler
        WHERE lane.leased IS NOT NULL
        """;

    private readonly Statement _find = session.Prepare(FindSql);
    private readonly Statement _add = session.Prepare(
        "INSERT INTO lane (handler, subscription, subject) VALUES ($handler, $subscription, $subject)");
    private readonly Statement _refresh = session.Prepare(RefreshSql);
    private readonly Statement _earliestDue = session.Prepare(EarliestDueSql);

    // The handling stays pending, and its attempt stays counted.
    private readonly Statement _recordLost = session.Prepare(
        $"""
        INSERT INTO attempt (delivery, handler, number, started_at, outcome)
        SELECT handling.delivery, handling.handler, handling.attempts, lane.leased_at, '{AttemptOutcome.Lost}'
        FROM lane JOIN handling ON handling.delivery = lane.leased AND handling.handler = lane.handler
        WHERE lane.id = $lane
        """);
    private readonly Statement _blame = session.Prepare(
        "UPDATE handling SET lost = lost + 1 WHERE (delivery, handler) = (SELECT leased, handler FROM lane WHERE id = $lane)");
    private readonly Statement _acquit = session.Prepare(
        "UPDATE handling SET attempts = attempts - 1 WHERE (delivery, handler) = (SELECT leased, handler FROM lane WHERE id = $lane)");
    private readonly Statement _free = session.Prepare("UPDATE lane SET leased = NULL, leased_at = NULL WHERE id = $lane");
    private readonly Statement _leased = session.Prepare(LeasedSql);
    private readonly Statement _hold = session.Prepare(HoldSql);
    private readonly Statement _holder = session.Prepare(HolderSql);

    /// <summary>The lane of a subject. Without a subject it is always a new one.</summary>
    public long FindOrAdd(string handler, string subscription, string? subject)
    {
        if (subject is not null
            && _find.ReadInteger(("$handler", handler), ("$subscription", subscription), ("$subject", subject)) is { } lane)
            return lane;

        _add.Run(("$handler", handler), ("$subscription", subscription), ("$subject", subject));
        return session.LastInsertedRow;
    }

    /// <summary>To be called after every change to a lane's handlings.</summary>
    public void Refresh(long lane, string handler)
    {
        if (_refresh.ReadInteger(("$lane", lane)) is not null)
            session.HandlersToWake.Add(handler);
    }

    /// <summary>
    /// Begins a reorder window, unless something waits in the lane already. To be called before the handling that begins it is added.
    /// </summary>
    public void HoldUnlessWaiting(long lane, DateTimeOffset until) => _hold.Run(("$lane", lane), ("$until", until));

    /// <summary>Whether a handling is leased now. If its lease has run out, this ends it.</summary>
    public bool IsLeased(long lane, long delivery, string handler, DateTimeOffset now)
    {
        if (_holder.ReadInteger(("$lane", lane), ("$delivery", delivery)) is not { } until)
            return false;
        if (UnixTime.FromMicroseconds(until) > now)
            return true;

        EndLostLease(lane, handler);
        return false;
    }

    /// <summary>
    /// Ends a lease whose holder is gone. The attempt counts, and the handling is a suspect until somebody ends an attempt at it.
    /// </summary>
    public void EndLostLease(long lane, string handler)
    {
        _recordLost.Run(("$lane", lane));
        _blame.Run(("$lane", lane));
        _free.Run(("$lane", lane));
        Refresh(lane, handler);
    }

    /// <summary>
    /// Ends all leases: the process that held them is gone. If a suspect is among them, it is blamed again and the others get their attempt
    /// back: a delivery that brings the process down must not use up its neighbours' attempts.
    /// </summary>
    public void EndAllLeases()
    {
        var leased = _leased.ReadAll(LeasedLane.Read);
        var suspectIsLeased = leased.Exists(static lane => lane.IsSuspect);
        foreach (var lane in leased)
        {
            if (suspectIsLeased && !lane.IsSuspect)
                Acquit(lane.Id, lane.Handler);
            else
                EndLostLease(lane.Id, lane.Handler);
        }
    }

    private void Acquit(long lane, string handler)
    {
        _acquit.Run(("$lane", lane));
        _free.Run(("$lane", lane));
        Refresh(lane, handler);
    }

    /// <summary>When the first lane of a handler is due. Null: nothing waits for it, or it is paused.</summary>
    public DateTimeOffset? EarliestDue(string handler) =>
        _earliestDue.ReadInteger(("$handler", handler)) is { } due ? UnixTime.FromMicroseconds(due) : null;
}
