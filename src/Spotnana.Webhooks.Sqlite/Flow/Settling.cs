using Spotnana.Webhooks.Inbox;
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

    private readonly Statement _endLease = session.Prepare(
        "UPDATE lane SET leased = NULL, leased_at = NULL WHERE id = $lane AND leased = $delivery AND token = $token");
    private readonly Statement _advance = session.Prepare(
        """
        UPDATE lane
        SET last_version = max(coalesce(last_version, $version), coalesce($version, last_version)),
            last_occurred_at = max(coalesce(last_occurred_at, $occurred_at), $occurred_at)
        WHERE id = $lane
        """);
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

    /// <summary>Ends a lease and, where that is asked for, leases the next head of its lane.</summary>
    /// <param name="settlement">How the lease ends.</param>
    /// <param name="next">How long the lease of the next head lasts. Null: it is not leased.</param>
    /// <param name="now">The time.</param>
    public SettleOutcome Run(Settlement settlement, TimeSpan? next, DateTimeOffset now)
    {
        var lease = settlement.Lease;
        if (!TryEndLease(lease))
            return new SettleOutcome(WasHeld: false);

        if (settlement.Duration is { } duration)
            Record(settlement, duration);
        if (settlement.DueAt is { } dueAt)
            Wait(settlement, dueAt, now);
        else
            End(settlement, now);
        lanes.Refresh(lease.Lane, lease.Handler);
        return new SettleOutcome(WasHeld: true, next is { } lasting ? leasing.RunLane(lease.Handler, lease.Lane, lasting, now) : null);
    }

    /// <summary>
    /// To be called when a handling has ended. Once all handlings of its delivery have, the state of the delivery follows from theirs. Its
    /// lane is removed if the delivery has no subject.
    /// </summary>
    public void Derive(long sequence, long lane, DateTimeOffset now)
    {
        foreach (var (state, reason) in _derive.ReadAll(ReadDerived, ("$delivery", sequence), ("$now", now)))
        {
            session.Tallies.RemoveDelivery(DeliveryState.Pending);
            session.Tallies.AddDelivery(state, reason);
        }

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

    private bool TryEndLease(Lease lease) =>
        _endLease.Run(("$lane", lease.Lane), ("$delivery", lease.Sequence), ("$token", lease.Token)) > 0;

    private void Record(Settlement settlement, TimeSpan duration) => _record.Run(
        ("$delivery", settlement.Lease.Sequence),
        ("$handler", settlement.Lease.Handler),
        ("$number", settlement.Lease.Attempt),
        ("$started_at", settlement.Lease.LeasedAt),
        ("$milliseconds", (long)duration.TotalMilliseconds),
        ("$outcome", settlement.Outcome),
        ("$error", settlement.Error));

    private void Wait(Settlement settlement, DateTimeOffset dueAt, DateTimeOffset now)
    {
        var lease = settlement.Lease;
        _wait.Run(
            ("$due_at", dueAt),
            ("$given_back", settlement.GivesAttemptBack ? 1 : 0),
            ("$delivery", lease.Sequence),
            ("$handler", lease.Handler));
        if (!settlement.GivesAttemptBack && (settlement.Streak ?? lease.Streak) is not null)
            Remember(lease, settlement.Streak, now);
    }

    private void Remember(Lease lease, FailureStreak? streak, DateTimeOffset now) => _remember.Run(
        ("$failure", streak?.Failure),
        ("$failures", streak?.Count),
        ("$since", streak is null ? default(SqlValue) : streak.Since ?? now),
        ("$delivery", lease.Sequence),
        ("$handler", lease.Handler));

    private void End(Settlement settlement, DateTimeOffset now)
    {
        var lease = settlement.Lease;
        var ended = _end.Run(
            ("$state", (long)settlement.State),
            ("$reason", (long?)settlement.Reason),
            ("$now", now),
            ("$given_back", settlement.GivesAttemptBack ? 1 : 0),
            ("$delivery", lease.Sequence),
            ("$handler", lease.Handler));
        if (ended > 0)
        {
            session.Tallies.RemoveHandling(lease.Handler, HandlingState.Pending);
            session.Tallies.AddHandling(lease.Handler, settlement.State, settlement.Reason);
        }

        Derive(lease.Sequence, lease.Lane, now);
        if (settlement.State == HandlingState.Completed && lease.Delivery.Subject is not null)
            _advance.Run(
                ("$lane", lease.Lane),
                ("$version", lease.Delivery.Version),
                ("$occurred_at", lease.Delivery.OccurredAt));
    }

    private static (DeliveryState State, DeadReason? Reason) ReadDerived(Statement.Rows row) =>
        ((DeliveryState)row.Integer(0), (DeadReason?)row.IntegerOrNull(1));
}
