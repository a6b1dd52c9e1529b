using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>Ends leases.</summary>
internal sealed class Settling(SqliteSession session, Lanes lanes, Leasing leasing)
{
    internal const string DeriveSql =
        """
        UPDATE delivery
        SET (state, reason, settled_at) = (
            SELECT iif(count(reason) > 0, 2, 1), min(reason), $now FROM handling WHERE delivery = $delivery)
        WHERE seq = $delivery AND state = 0 AND NOT EXISTS (SELECT 1 FROM handling WHERE delivery = $delivery AND state = 0)
        RETURNING state, reason
        """;

    private const string DeriveAgainSql =
        """
        UPDATE delivery SET reason = (SELECT min(reason) FROM handling WHERE delivery = $delivery) WHERE seq = $delivery AND state = 2
        RETURNING reason
        """;

    // The lane goes on to what waits in it: its head without the handling that ends here.
    internal const string EndLeaseSql =
        """
        UPDATE lane
        SET leased = NULL, leased_at = NULL,
            last_version = max(coalesce(last_version, $version), coalesce($version, last_version)),
            last_occurred_at = max(coalesce(last_occurred_at, $occurred_at), coalesce($occurred_at, last_occurred_at)),
            due_at = (
                SELECT max(handling.due_at, coalesce(lane.held_until, 0)) FROM handling
                WHERE handling.lane = $lane AND handling.state = 0 AND handling.delivery <> $delivery
                ORDER BY handling.occurred_at, handling.delivery LIMIT 1)
        WHERE id = $lane AND leased = $delivery AND token = $token
        RETURNING due_at
        """;

    private readonly Statement _endLease = session.Prepare(EndLeaseSql);
    private readonly Statement _giveUpLease = session.Prepare(
        "UPDATE lane SET leased = NULL, leased_at = NULL WHERE id = $lane AND leased = $delivery AND token = $token");
    private readonly Statement _endOwnLane = session.Prepare(
        "DELETE FROM lane WHERE id = $lane AND subject IS NULL AND leased = $delivery AND token = $token");
    private readonly Statement _wait = session.Prepare(
        """
        UPDATE handling SET due_at = $due_at, attempts = attempts - $given_back, lost = lost * $given_back
        WHERE delivery = $delivery AND handler = $handler
        """);
    private readonly Statement _remember = session.Prepare(
        """
        UPDATE handling SET same_failure = $failure, same_failures = $failures, same_since = $since
        WHERE delivery = $delivery AND handler = $handler
        """);
    private readonly Statement _end = session.Prepare(
        """
        UPDATE handling
        SET state = $state, reason = $reason, settled_at = $now, attempts = attempts - $given_back, lost = lost * $given_back
        WHERE delivery = $delivery AND handler = $handler AND state = 0
        """);
    private readonly Statement _record = session.Prepare(
        """
        INSERT INTO attempt (delivery, handler, number, started_at, milliseconds, outcome, error)
        VALUES ($delivery, $handler, $number, $started_at, $milliseconds, $outcome, $error)
        """);
    private readonly Statement _derive = session.Prepare(DeriveSql);
    private readonly Statement _deriveAgain = session.Prepare(DeriveAgainSql);
    private readonly Statement _deadReason = session.Prepare("SELECT reason FROM delivery WHERE seq = $delivery AND state = 2");
    private readonly Statement _removeOwnLane = session.Prepare("DELETE FROM lane WHERE id = $lane AND subject IS NULL");

    public IReadOnlyList<SettleOutcome> RunAll(IReadOnlyList<SettleRequest> requests, DateTimeOffset now)
    {
        var outcomes = new SettleOutcome[requests.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = Run(requests[i].Settlement, requests[i].Next, now);
        return outcomes;
    }

    /// <summary>Ends a lease and, where that is asked for, leases the next head of its lane.</summary>
    /// <param name="settlement">How the lease ends.</param>
    /// <param name="next">How long the lease of the next head lasts. Null: it is not leased.</param>
    /// <param name="now">The time.</param>
    public SettleOutcome Run(Settlement settlement, TimeSpan? next, DateTimeOffset now)
    {
        var lease = settlement.Lease;
        var (wasHeld, goesOn) = settlement.DueAt is { } dueAt ? Wait(settlement, dueAt, now) : End(settlement, now);
        if (!wasHeld)
            return new SettleOutcome(WasHeld: false);

        if (settlement.Duration is { } duration)
            Record(settlement, duration);
        var following = goesOn && next is { } lasting ? leasing.RunLane(lease.Handler, lease.Lane, lasting, now) : null;
        if (goesOn && following is null)
            session.HandlersToWake.Add(lease.Handler);
        return new SettleOutcome(WasHeld: true, following);
    }

    /// <summary>
    /// To be called when a handling has ended. Once all handlings of its delivery have, the state of the delivery follows from theirs. Its
    /// lane is removed if the delivery has no subject.
    /// </summary>
    public void Derive(long sequence, long lane, DateTimeOffset now)
    {
        Derive(sequence, now);
        _removeOwnLane.Run(("$lane", lane));
    }

    /// <summary>To be called when a dead letter got another reason. How long it is kept does not change.</summary>
    public void DeriveAgain(long sequence)
    {
        if (_deadReason.ReadInteger(("$delivery", sequence)) is not { } before)
            return;

        session.Tallies.RemoveDelivery(DeliveryState.Dead, (DeadReason)before);
        var after = _deriveAgain.ReadInteger(("$delivery", sequence));
        session.Tallies.AddDelivery(DeliveryState.Dead, (DeadReason?)after);
    }

    private void Derive(long sequence, DateTimeOffset now)
    {
        using var row = _derive.Read(("$delivery", sequence), ("$now", now));
        if (!row.Next())
            return;
        session.Tallies.RemoveDelivery(DeliveryState.Pending);
        session.Tallies.AddDelivery((DeliveryState)row.Integer(0), (DeadReason?)row.IntegerOrNull(1));
    }

    private void Record(Settlement settlement, TimeSpan duration) => _record.Run(
        ("$delivery", settlement.Lease.Sequence),
        ("$handler", settlement.Lease.Handler),
        ("$number", settlement.Lease.Attempt),
        ("$started_at", settlement.Lease.LeasedAt),
        ("$milliseconds", (long)duration.TotalMilliseconds),
        ("$outcome", settlement.Outcome),
        ("$error", ErrorTextOf(settlement.Lease).Encrypt(session.Bodies.Keys, settlement.Error)));

    private static ErrorText ErrorTextOf(Lease lease) => new(lease.Delivery.Subscription, lease.Delivery.Id, lease.Handler, lease.Attempt);

    private (bool WasHeld, bool GoesOn) Wait(Settlement settlement, DateTimeOffset dueAt, DateTimeOffset now)
    {
        var lease = settlement.Lease;
        if (_giveUpLease.Run(("$lane", lease.Lane), ("$delivery", lease.Sequence), ("$token", lease.Token)) == 0)
            return (false, false);

        _wait.Run(
            ("$due_at", dueAt),
            ("$given_back", settlement.GivesAttemptBack ? 1 : 0),
            ("$delivery", lease.Sequence),
            ("$handler", lease.Handler));
        if (!settlement.GivesAttemptBack && (settlement.Streak ?? lease.Streak) is not null)
            Remember(lease, settlement.Streak, now);
        lanes.Refresh(lease.Lane, lease.Handler);
        return (true, true);
    }

    private void Remember(Lease lease, FailureStreak? streak, DateTimeOffset now) => _remember.Run(
        ("$failure", streak?.Failure),
        ("$failures", streak?.Count),
        ("$since", streak is null ? default(SqlValue) : streak.Since ?? now),
        ("$delivery", lease.Sequence),
        ("$handler", lease.Handler));

    private (bool WasHeld, bool GoesOn) End(Settlement settlement, DateTimeOffset now)
    {
        var lease = settlement.Lease;
        var ended = EndLease(lease, settlement.State == HandlingState.Completed);
        if (!ended.WasHeld)
            return ended;

        _end.Run(
            ("$state", (long)settlement.State),
            ("$reason", (long?)settlement.Reason),
            ("$now", now),
            ("$given_back", settlement.GivesAttemptBack ? 1 : 0),
            ("$delivery", lease.Sequence),
            ("$handler", lease.Handler));
        Ended(lease.Handler, settlement);
        Derive(lease.Sequence, now);
        return ended;
    }

    private void Ended(string handler, Settlement settlement)
    {
        session.Tallies.RemoveHandling(handler, HandlingState.Pending);
        session.Tallies.AddHandling(handler, settlement.State, settlement.Reason);
    }

    private (bool WasHeld, bool GoesOn) EndLease(Lease lease, bool isCompleted)
    {
        if (lease.Delivery.Subject is null)
            return (_endOwnLane.Run(("$lane", lease.Lane), ("$delivery", lease.Sequence), ("$token", lease.Token)) > 0, false);

        using var row = _endLease.Read(
            ("$lane", lease.Lane),
            ("$delivery", lease.Sequence),
            ("$token", lease.Token),
            ("$version", isCompleted ? lease.Delivery.Version : null),
            ("$occurred_at", isCompleted ? lease.Delivery.OccurredAt : default(SqlValue)));
        return row.Next() ? (true, !row.IsNull(0)) : (false, false);
    }
}
