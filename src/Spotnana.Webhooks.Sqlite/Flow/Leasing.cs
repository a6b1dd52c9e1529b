using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>Gives out the heads of due lanes, and makes leases last longer.</summary>
internal sealed class Leasing(SqliteSession session, Lanes lanes, UnreadableBodies unreadable)
{
    internal const string DueLanesSql =
        $"""
        SELECT {DueLane.Columns}
        FROM lane
        WHERE handler = $handler AND due_at IS NOT NULL AND due_at <= $now
            AND NOT EXISTS (SELECT 1 FROM pause WHERE pause.handler = $handler)
        ORDER BY due_at, id LIMIT $count
        """;

    internal const string DueLaneSql =
        $"""
        SELECT {DueLane.Columns}
        FROM lane
        WHERE id = $lane AND due_at <= $now
            AND NOT EXISTS (SELECT 1 FROM pause WHERE pause.handler = lane.handler)
        """;

    internal const string SuspectIsLeasedSql =
        """
        SELECT 1
        FROM lane CROSS JOIN handling ON handling.delivery = lane.leased AND handling.handler = lane.handler
        WHERE lane.leased IS NOT NULL AND handling.lost > 0 AND lane.due_at > $gone LIMIT 1
        """;

    // Of the bodies of one answer: its leases may have to wait for their handler.
    private const long MostBytes = 8 << 20;

    private readonly Statement _dueLanes = session.Prepare(DueLanesSql);
    private readonly Statement _dueLane = session.Prepare(DueLaneSql);
    private readonly Statement _head = session.Prepare(LaneHead.Sql);
    private readonly Statement _countAttempt = session.Prepare(
        "UPDATE handling SET attempts = attempts + 1 WHERE delivery = $delivery AND handler = $handler");
    private readonly Statement _suspectIsLeased = session.Prepare(SuspectIsLeasedSql);
    private readonly Statement _postpone = session.Prepare(
        "UPDATE handling SET due_at = $due_at WHERE delivery = $delivery AND handler = $handler");
    private readonly Statement _take = session.Prepare(Lanes.LeaseSql);
    private readonly Statement _renew = session.Prepare(
        "UPDATE lane SET due_at = $until WHERE id = $lane AND leased = $delivery AND token = $token");

    public IReadOnlyList<Lease> Run(string handler, int count, TimeSpan duration, DateTimeOffset now)
    {
        var due = _dueLanes.ReadAll(DueLane.Read, ("$handler", handler), ("$now", now), ("$count", count));
        var (leases, room) = (new List<Lease>(due.Count), MostBytes);
        foreach (var lane in due)
        {
            if (TryTake(handler, lane, duration, now, ref room) is { } lease)
                leases.Add(lease);
            if (room <= 0)
                break;
        }

        return leases;
    }

    /// <summary>The head of one lane, if it is due.</summary>
    public Lease? RunLane(string handler, long lane, TimeSpan duration, DateTimeOffset now)
    {
        var room = MostBytes;
        return _dueLane.ReadAll(DueLane.Read, ("$lane", lane), ("$now", now)) is [var due]
            ? TryTake(handler, due, duration, now, ref room)
            : null;
    }

    public bool Renew(Lease lease, TimeSpan duration, DateTimeOffset now) => _renew.Run(
        ("$until", now + duration),
        ("$lane", lease.Lane),
        ("$delivery", lease.Sequence),
        ("$token", lease.Token)) > 0;

    /// <param name="handler">The handler.</param>
    /// <param name="lane">Its lane.</param>
    /// <param name="duration">How long the lease lasts.</param>
    /// <param name="now">The time.</param>
    /// <param name="room">Bytes of bodies that there is room for. Below 0 afterwards: too few for this one, and it is not leased.</param>
    private Lease? TryTake(string handler, DueLane lane, TimeSpan duration, DateTimeOffset now, ref long room)
    {
        if (lane.IsLeased)
            lanes.EndLostLease(lane.Id, lane.Token, handler);
        if (ReadHead(lane, now) is not { } head)
        {
            lanes.Refresh(lane.Id, handler);
            return null;
        }

        var lease = ToLease(handler, lane, head, now);
        if (head.Damage is { } damage)
        {
            unreadable.Add(handler, head.Sequence, head.Delivery, damage);
            Postpone(lease, now + UnreadableBodies.Pause);
            return null;
        }

        unreadable.Remove(handler, head.Sequence);

        if (lease.IsSuspect && _suspectIsLeased.ReadInteger(("$gone", now - Lease.LongestSuspicion)) is not null)
        {
            // They are tried one at a time, so that the next crash tells which of them it was.
            Postpone(lease, now + Lease.SuspectPause);
            return null;
        }

        var isFirst = room == MostBytes;
        room -= lease.Delivery.Body.Length;
        if (room < 0 && !isFirst)
            return null;

        Take(lease, duration);
        return lease;
    }

    /// <summary>The head of a lane.</summary>
    /// <returns>Null: it is not due. It may have changed while another handling of the lane was leased.</returns>
    private LaneHead? ReadHead(DueLane lane, DateTimeOffset now)
    {
        using var row = _head.Read(("$lane", lane.Id));
        if (lane.IsHeld(now) || !row.Next())
            return null;

        var head = LaneHead.Read(row, session.Bodies);
        return head.DueAt > now ? null : head;
    }

    private static Lease ToLease(string handler, DueLane lane, LaneHead head, DateTimeOffset now) => new()
    {
        Handler = handler,
        Delivery = head.Delivery,
        Attempt = head.Attempts + 1,
        LostAttempts = head.Lost,
        IsStale = lane.Progress.IsPast(head.Delivery),
        WaitingSince = head.WaitingSince,
        LeasedAt = now,
        Streak = head.Streak,
        Lane = lane.Id,
        Sequence = head.Sequence,
        Token = lane.Token + 1,
    };

    private void Postpone(Lease lease, DateTimeOffset until)
    {
        _postpone.Run(("$due_at", until), ("$delivery", lease.Sequence), ("$handler", lease.Handler));
        lanes.Refresh(lease.Lane, lease.Handler);
    }

    private void Take(Lease lease, TimeSpan duration)
    {
        _countAttempt.Run(("$delivery", lease.Sequence), ("$handler", lease.Handler));
        _take.Run(
            ("$delivery", lease.Sequence),
            ("$now", lease.LeasedAt),
            ("$until", lease.LeasedAt + duration),
            ("$lane", lease.Lane));
    }
}
