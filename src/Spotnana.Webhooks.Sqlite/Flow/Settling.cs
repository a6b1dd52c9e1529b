using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>Ends leases.</summary>
internal sealed class Settling(SqliteSession session, Lanes lanes)
{
    internal const string DeriveSql =
        """
        UPDATE delivery
        SET (state, reason, settled_at) = (
            SELECT iif(count(reason) > 0, 2, 1), min(reason), $now FROM handling WHERE delivery = $delivery)
        WHERE seq = $delivery AND NOT EXISTS (SELECT 1 FROM handling WHERE delivery = $delivery AND state = 0)
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
        "UPDATE handling SET due_at = $due_at, attempts = attempts - $given_back, lost = lost * $given_back WHERE delivery = $delivery AND handler = $handler");
    private readonly Statement _end = session.Prepare(
        """
        UPDATE handling SET state = $state, reason = $reason, settled_at = $now, attempts = attempts - $given_back, lost = lost * $given_back
        WHERE delivery = $delivery AND handler = $handler
        """);
    private readonly Statement _record = session.Prepare(
        """
        INSERT INTO attempt (delivery, handler, number, started_at, milliseconds, outcome, error)
        VALUES ($delivery, $handler, $number, $started_at, $milliseconds, $outcome, $error)
        """);
    private readonly Statement _derive = session.Prepare(DeriveSql);
    private readonly Statement _removeOwnLane = session.Prepare("DELETE FROM lane WHERE id = $lane AND subject IS NULL");

    public bool Run(Settlement settlement, DateTimeOffset now)
    {
        var lease = settlement.Lease;
        if (_endLease.Run(("$lane", lease.Lane), ("$delivery", lease.Sequence), ("$token", lease.Token)) == 0)
            return false;

        if (settlement.Duration is { } duration)
            Record(settlement, duration);
        if (settlement.DueAt is { } dueAt)
            Wait(settlement, dueAt);
        else
            End(settlement, now);
        lanes.Refresh(lease.Lane, lease.Handler);
        return true;
    }

    /// <summary>To be called when a handling has ended: tells its delivery, and removes a lane that was its own.</summary>
    public void Derive(long sequence, long lane, DateTimeOffset now)
    {
        _derive.Run(("$delivery", sequence), ("$now", now));
        _removeOwnLane.Run(("$lane", lane));
    }

    private void Record(Settlement settlement, TimeSpan duration) => _record.Run(
        ("$delivery", settlement.Lease.Sequence),
        ("$handler", settlement.Lease.Handler),
        ("$number", settlement.Lease.Attempt),
        ("$started_at", settlement.Lease.LeasedAt),
        ("$milliseconds", (long)duration.TotalMilliseconds),
        ("$outcome", settlement.Kind switch
        {
            SettlementKind.Completed => "completed",
            SettlementKind.Pending => "retry",
            _ => "dead",
        }),
        ("$error", settlement.Error));

    private void Wait(Settlement settlement, DateTimeOffset dueAt) => _wait.Run(
        ("$due_at", dueAt),
        ("$given_back", settlement.GivesAttemptBack ? 1 : 0),
        ("$delivery", settlement.Lease.Sequence),
        ("$handler", settlement.Lease.Handler));

    private void End(Settlement settlement, DateTimeOffset now)
    {
        var lease = settlement.Lease;
        var completed = settlement.Kind == SettlementKind.Completed;
        _end.Run(
            ("$state", (long)(completed ? HandlingState.Completed : HandlingState.Dead)),
            ("$reason", (long?)settlement.Reason),
            ("$now", now),
            ("$given_back", settlement.GivesAttemptBack ? 1 : 0),
            ("$delivery", lease.Sequence),
            ("$handler", lease.Handler));
        Derive(lease.Sequence, lease.Lane, now);
        if (completed && lease.Delivery.Subject is not null)
            _advance.Run(
                ("$lane", lease.Lane),
                ("$version", lease.Delivery.Version),
                ("$occurred_at", lease.Delivery.OccurredAt));
    }
}
