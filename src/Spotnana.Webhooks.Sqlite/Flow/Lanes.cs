using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>Finds lanes, and keeps their one rule: a lane that is not leased is due when its head is.</summary>
internal sealed class Lanes(SqliteSession session, BegunLeases? begun = null)
{
    internal const string FindSql =
        $"SELECT {FoundLane.Columns} FROM lane WHERE handler = $handler AND subscription = $subscription AND subject = $subject";

    internal const string RefreshSql =
        """
        UPDATE lane
        SET due_at = (
            SELECT max(handling.due_at, coalesce(lane.held_until, 0)) FROM handling
            WHERE handling.lane = $lane AND handling.state = 0 ORDER BY handling.occurred_at, handling.delivery LIMIT 1)
        WHERE id = $lane AND leased IS NULL
        RETURNING due_at
        """;

    internal const string LeaseSql =
        "UPDATE lane SET leased = $delivery, leased_at = $now, due_at = $until, token = token + 1 WHERE id = $lane";

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

    internal const string HolderSql = "SELECT due_at, token FROM lane WHERE id = $lane AND leased = $delivery";

    internal const string LeasedSql =
        $"""
        SELECT {LeasedLane.Columns}
        FROM lane CROSS JOIN handling ON handling.delivery = lane.leased AND handling.handler = lane.handler
        WHERE lane.leased IS NOT NULL
        """;

    internal const string IsAnyLeasedSql = "SELECT 1 FROM lane WHERE leased IS NOT NULL LIMIT 1";

    private readonly Statement _find = session.Prepare(FindSql);
    private readonly Statement _add = session.Prepare(
        """
        INSERT INTO lane (handler, subscription, subject, due_at, held_until)
        VALUES ($handler, $subscription, $subject, $due_at, $held_until)
        """);
    private readonly Statement _addLeased = session.Prepare(
        """
        INSERT INTO lane (handler, subscription, subject, due_at, leased, leased_at, token)
        VALUES ($handler, $subscription, $subject, $until, $delivery, $now, 1)
        """);
    private readonly Statement _makeDue = session.Prepare("UPDATE lane SET due_at = $due_at, held_until = $held_until WHERE id = $lane");
    private readonly Statement _lease = session.Prepare(LeaseSql);
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
    private readonly Statement _isAnyLeased = session.Prepare(IsAnyLeasedSql);
    private readonly Statement _hold = session.Prepare(HoldSql);
    private readonly Statement _holder = session.Prepare(HolderSql);

    /// <summary>The lane of a subject. Null: there is none yet, as always without a subject.</summary>
    public FoundLane? Find(string handler, string subscription, string? subject)
    {
        if (subject is null)
            return null;

        using var row = _find.Read(("$handler", handler), ("$subscription", subscription), ("$subject", subject));
        return row.Next() ? FoundLane.Read(row) : null;
    }

    /// <summary>The lane of a subject. Without a subject it is always a new one.</summary>
    public long FindOrAdd(string handler, string subscription, string? subject) =>
        Find(handler, subscription, subject)?.Id ?? Add(handler, subscription, subject, dueAt: null, heldUntil: null);

    /// <summary>Makes an idle lane due, or a new one, for a delivery that is added to it.</summary>
    /// <returns>The key of its row.</returns>
    public long MakeDue(FoundLane? idle, string handler, Delivery delivery, DateTimeOffset dueAt, DateTimeOffset? heldUntil)
    {
        var id = idle?.Id ?? Add(handler, delivery.Subscription, delivery.Subject, dueAt, heldUntil);
        if (idle is not null)
            _makeDue.Run(("$due_at", dueAt), ("$held_until", heldUntil), ("$lane", id));
        session.HandlersToWake.Add(handler);
        return id;
    }

    /// <summary>Leases an idle lane, or a new one, to a delivery that is added to it.</summary>
    /// <returns>The key of its row.</returns>
    public long Lease(FoundLane? idle, string handler, Delivery delivery, long sequence, DateTimeOffset now, DateTimeOffset until)
    {
        if (idle is { } lane)
        {
            _lease.Run(("$delivery", sequence), ("$now", now), ("$until", until), ("$lane", lane.Id));
            return lane.Id;
        }

        _addLeased.Run(
            ("$handler", handler), ("$subscription", delivery.Subscription), ("$subject", delivery.Subject),
            ("$until", until), ("$delivery", sequence), ("$now", now));
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
        var holder = _holder.ReadAll(static row => (Until: row.Time(0), Token: row.Integer(1)), ("$lane", lane), ("$delivery", delivery));
        if (holder is not [var lease])
            return false;
        if (lease.Until > now)
            return true;

        EndLostLease(lane, lease.Token, handler);
        return false;
    }

    /// <summary>
    /// Ends a lease that has run out. If work under it had begun, the attempt counts, and the handling is a suspect until somebody ends an
    /// attempt at it.
    /// </summary>
    public void EndLostLease(long lane, long token, string handler)
    {
        if (begun is null || begun.Contains(lane, token))
            Blame(lane, handler);
        else
            Acquit(lane, handler);
    }

    /// <summary>
    /// Ends all leases: the process that held them is gone. Those under which nothing had begun get their attempt back. If a suspect is
    /// among the others, it is blamed again and they get theirs back, too: a delivery that brings the process down must not use up its
    /// neighbours' attempts.
    /// </summary>
    /// <param name="hadBegun">The lanes and tokens of the leases under which work had begun. Null: nobody knows, so all may have.</param>
    public void EndAllLeases(IReadOnlySet<(long Lane, long Token)>? hadBegun = null)
    {
        var leased = _leased.ReadAll(LeasedLane.Read);
        var suspects = leased.FindAll(lane => HadBegun(lane) && lane.IsSuspect);
        foreach (var lane in leased)
        {
            if (HadBegun(lane) && (lane.IsSuspect || suspects.Count == 0))
                Blame(lane.Id, lane.Handler);
            else
                Acquit(lane.Id, lane.Handler);
        }

        bool HadBegun(LeasedLane lane) => hadBegun?.Contains((lane.Id, lane.Token)) ?? true;
    }

    public bool IsAnyLeased() => _isAnyLeased.ReadInteger() is not null;

    private long Add(string handler, string subscription, string? subject, DateTimeOffset? dueAt, DateTimeOffset? heldUntil)
    {
        _add.Run(
            ("$handler", handler), ("$subscription", subscription), ("$subject", subject),
            ("$due_at", dueAt), ("$held_until", heldUntil));
        return session.LastInsertedRow;
    }

    private void Blame(long lane, string handler)
    {
        _recordLost.Run(("$lane", lane));
        _blame.Run(("$lane", lane));
        _free.Run(("$lane", lane));
        Refresh(lane, handler);
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
