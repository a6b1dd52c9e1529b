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
            AND NOT EXISTS (SELECT 1 FROM handling WHERE handling.lane = $lane AND handling.state = 0 AND handling.delivery IS NOT lane.leased)
        """;

    internal const string HolderSql = "SELECT due_at FROM lane WHERE id = $lane AND leased = $delivery";

    internal const string LeasedSql =
        """
        SELECT lane.id, lane.handler, handling.lost
        FROM lane CROSS JOIN handling ON handling.delivery = lane.leased AND handling.handler = lane.handler
        WHERE lane.leased IS NOT NULL
        """;

    private readonly Statement _find = session.Prepare(FindSql);
    private readonly Statement _add = session.Prepare(
        "INSERT INTO lane (handler, subscription, subject) VALUES ($handler, $subscription, $subject)");
    private readonly Statement _refresh = session.Prepare(RefreshSql);
    private readonly Statement _earliestDue = session.Prepare(EarliestDueSql);

    // What was leased stays pending, and its attempt stays counted.
    private readonly Statement _recordLost = session.Prepare(
        """
        INSERT INTO attempt (delivery, handler, number, started_at, outcome)
        SELECT handling.delivery, handling.handler, handling.attempts, lane.leased_at, 'lost'
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

    /// <summary>The lane of a subject; without a subject always a new one.</summary>
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

    /// <summary>Begins a reorder window, unless something waits in the lane already. To be called before what begins it is added.</summary>
    public void HoldUnlessWaiting(long lane, DateTimeOffset until) => _hold.Run(("$lane", lane), ("$until", until));

    /// <summary>Whether a handling is leased now. A lease of it that ran out is taken from its holder.</summary>
    public bool IsLeased(long lane, long delivery, string handler, DateTimeOffset now)
    {
        if (_holder.ReadInteger(("$lane", lane), ("$delivery", delivery)) is not { } until)
            return false;
        if (UnixTime.FromMicroseconds(until) > now)
            return true;

        EndLostLease(lane, handler);
        return false;
    }

    /// <summary>Takes the lease of a holder that is gone. Its attempt counts, and it is a suspect until an attempt of it ends.</summary>
    public void EndLostLease(long lane, string handler)
    {
        _recordLost.Run(("$lane", lane));
        _blame.Run(("$lane", lane));
        _free.Run(("$lane", lane));
        Refresh(lane, handler);
    }

    /// <summary>
    /// Takes all leases: their holder was a process that no longer lives. Where a suspect was among them it is to blame again, and the others get
    /// their attempt back: a delivery that ends the process must not spend its neighbours' attempts.
    /// </summary>
    public void EndAllLeases()
    {
        var leased = new List<(long Lane, string Handler, bool IsSuspect)>();
        using (var row = _leased.Read())
        {
            while (row.Next())
                leased.Add((row.Integer(0), row.Text(1), row.Integer(2) > 0));
        }

        var isSolved = leased.Exists(lane => lane.IsSuspect);
        foreach (var (lane, handler, isSuspect) in leased)
        {
            if (isSolved && !isSuspect)
                Acquit(lane, handler);
            else
                EndLostLease(lane, handler);
        }
    }

    private void Acquit(long lane, string handler)
    {
        _acquit.Run(("$lane", lane));
        _free.Run(("$lane", lane));
        Refresh(lane, handler);
    }

    /// <summary>When the first lane of a handler is due; null when none waits.</summary>
    public DateTimeOffset? EarliestDue(string handler) =>
        _earliestDue.ReadInteger(("$handler", handler)) is { } due ? UnixTime.FromMicroseconds(due) : null;
}
