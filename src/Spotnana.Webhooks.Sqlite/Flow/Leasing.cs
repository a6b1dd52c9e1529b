using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>Gives out the heads of due lanes, and makes leases last longer.</summary>
internal sealed class Leasing(SqliteSession session, Lanes lanes)
{
    internal const string DueLanesSql =
        """
        SELECT id, leased, token, last_version, last_occurred_at, held_until
        FROM lane
        WHERE handler = $handler AND due_at IS NOT NULL AND due_at <= $now
            AND NOT EXISTS (SELECT 1 FROM pause WHERE pause.handler = $handler)
        ORDER BY due_at, id LIMIT $count
        """;

    internal const string DueLaneSql =
        """
        SELECT id, leased, token, last_version, last_occurred_at, held_until
        FROM lane
        WHERE id = $lane AND due_at <= $now
            AND NOT EXISTS (SELECT 1 FROM pause WHERE pause.handler = lane.handler)
        """;

    // CROSS JOIN holds SQLite to this order: the head first, then what belongs to it.
    internal const string HeadSql =
        """
        SELECT handling.delivery, handling.due_at, handling.received_at, handling.attempts,
            delivery.subscription, delivery.id, delivery.sha256, delivery.event_type, delivery.operation, delivery.organization_id,
            delivery.subject, delivery.version, delivery.occurred_at, delivery.sent_at, delivery.received_at,
            delivery.trace_id, delivery.span_id, payload.body, handling.lost
        FROM handling
        CROSS JOIN delivery ON delivery.seq = handling.delivery
        CROSS JOIN payload ON payload.seq = handling.delivery
        WHERE handling.lane = $lane AND handling.state = 0
        ORDER BY handling.occurred_at, handling.delivery LIMIT 1
        """;

    internal const string SuspectIsLeasedSql =
        """
        SELECT 1
        FROM lane CROSS JOIN handling ON handling.delivery = lane.leased AND handling.handler = lane.handler
        WHERE lane.leased IS NOT NULL AND handling.lost > 0 LIMIT 1
        """;

    // How long a suspect waits for the one that is being tried.
    private static readonly TimeSpan SuspectsPause = TimeSpan.FromSeconds(1);

    private readonly Statement _dueLanes = session.Prepare(DueLanesSql);
    private readonly Statement _dueLane = session.Prepare(DueLaneSql);
    private readonly Statement _head = session.Prepare(HeadSql);
    private readonly Statement _countAttempt = session.Prepare(
        "UPDATE handling SET attempts = attempts + 1 WHERE delivery = $delivery AND handler = $handler");
    private readonly Statement _suspectIsLeased = session.Prepare(SuspectIsLeasedSql);
    private readonly Statement _postpone = session.Prepare(
        "UPDATE handling SET due_at = $due_at WHERE delivery = $delivery AND handler = $handler");
    private readonly Statement _take = session.Prepare(
        "UPDATE lane SET leased = $delivery, leased_at = $now, due_at = $until, token = token + 1 WHERE id = $lane");
    private readonly Statement _renew = session.Prepare(
        "UPDATE lane SET due_at = $until WHERE id = $lane AND leased = $delivery AND token = $token");

    public IReadOnlyList<Lease> Run(string handler, int count, TimeSpan duration, DateTimeOffset now)
    {
        var due = ReadLanes(_dueLanes, ("$handler", handler), ("$now", now), ("$count", count));
        return [.. due.Select(lane => TryTake(handler, lane, duration, now)).OfType<Lease>()];
    }

    /// <summary>The head of one lane, if it is due.</summary>
    public Lease? RunLane(string handler, long lane, TimeSpan duration, DateTimeOffset now) =>
        ReadLanes(_dueLane, ("$lane", lane), ("$now", now)) is [var due] ? TryTake(handler, due, duration, now) : null;

    public bool Renew(Lease lease, TimeSpan duration, DateTimeOffset now) => _renew.Run(
        ("$until", now + duration),
        ("$lane", lease.Lane),
        ("$delivery", lease.Sequence),
        ("$token", lease.Token)) > 0;

    private static List<DueLane> ReadLanes(Statement statement, params ReadOnlySpan<(string Name, SqlValue Value)> values)
    {
        var due = new List<DueLane>();
        using var row = statement.Read(values);
        while (row.Next())
            due.Add(new DueLane(row.Integer(0), !row.IsNull(1), row.Integer(2), row.IntegerOrNull(3), row.IntegerOrNull(4), row.IntegerOrNull(5)));
        return due;
    }

    private Lease? TryTake(string handler, DueLane lane, TimeSpan duration, DateTimeOffset now)
    {
        if (lane.IsLeased)
            lanes.EndLostLease(lane.Id, handler);
        if (ReadHead(handler, lane, now) is not { } lease)
        {
            lanes.Refresh(lane.Id, handler);
            return null;
        }

        if (lease.LostAttempts > 0 && _suspectIsLeased.ReadInteger() is not null)
        {
            Postpone(lease, now);
            return null;
        }

        Take(lease, duration);
        return lease;
    }

    /// <summary>Null when the head is not due: it may have changed while another handling of the lane was leased.</summary>
    private Lease? ReadHead(string handler, DueLane lane, DateTimeOffset now)
    {
        using var row = _head.Read(("$lane", lane.Id));
        if (!row.Next() || row.Time(1) > now || lane.IsHeld(now))
            return null;

        var delivery = ReadDelivery(row);
        return new Lease
        {
            Handler = handler,
            Delivery = delivery,
            Attempt = (int)row.Integer(3) + 1,
            LostAttempts = (int)row.Integer(18),
            IsStale = lane.IsPast(delivery),
            WaitingSince = row.Time(2),
            LeasedAt = now,
            Lane = lane.Id,
            Sequence = row.Integer(0),
            Token = lane.Token + 1,
        };
    }

    private static Delivery ReadDelivery(Statement.Rows row) => new()
    {
        Subscription = row.Text(4),
        Id = row.Text(5),
        Sha256 = row.Bytes(6),
        EventType = row.TextOrNull(7) is { } eventType ? new EventType(eventType) : null,
        Operation = row.TextOrNull(8) is { } operation ? new Operation(operation) : null,
        OrganizationId = row.TextOrNull(9),
        Subject = row.TextOrNull(10),
        Version = row.IntegerOrNull(11),
        OccurredAt = row.Time(12),
        SentAt = row.Time(13),
        ReceivedAt = row.Time(14),
        TraceId = row.TextOrNull(15),
        SpanId = row.TextOrNull(16),
        Body = row.Bytes(17),
    };

    /// <summary>Suspects are tried one at a time, so that the next crash tells which of them it was.</summary>
    private void Postpone(Lease lease, DateTimeOffset now)
    {
        _postpone.Run(("$due_at", now + SuspectsPause), ("$delivery", lease.Sequence), ("$handler", lease.Handler));
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

    private readonly record struct DueLane(long Id, bool IsLeased, long Token, long? LastVersion, long? LastOccurredAt, long? HeldUntil)
    {
        public bool IsHeld(DateTimeOffset now) => HeldUntil > UnixTime.ToMicroseconds(now);

        /// <summary>Whether a later state than the delivery's was completed here.</summary>
        public bool IsPast(Delivery delivery) => LastVersion is { } last && delivery.Version is { } version
            ? last > version
            : LastOccurredAt > UnixTime.ToMicroseconds(delivery.OccurredAt);
    }
}
