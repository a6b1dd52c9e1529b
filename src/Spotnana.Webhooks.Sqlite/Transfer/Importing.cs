using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Flow;
using Spotnana.Webhooks.Sqlite.Upkeep;

namespace Spotnana.Webhooks.Sqlite.Transfer;

/// <summary>Stores the contents of another inbox.</summary>
internal sealed class Importing(SqliteSession session, Lanes lanes, Appending appending, Pruning pruning)
{
    // A handling that has ended belongs to no lane any more, unless its delivery has a subject.
    private const long NoLane = 0;

    private readonly Statement _addDelivery = session.Prepare(
        """
        INSERT INTO delivery (seq, subscription, id, copy, sha256, event_type, operation, organization_id, subject, version,
            occurred_at, sent_at, received_at, trace_id, span_id, bytes, state, reason, settled_at)
        VALUES (iif($seq > coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'delivery'), 0), $seq, NULL),
            $subscription, $id, $copy, $sha256, $event_type, $operation, $organization_id, $subject, $version,
            $occurred_at, $sent_at, $received_at, $trace_id, $span_id, $bytes, $state, $reason, $settled_at)
        """);
    private readonly Statement _addHandling = session.Prepare(
        """
        INSERT INTO handling (delivery, handler, lane, occurred_at, received_at, due_at, state, attempts, lost, reason, settled_at)
        VALUES ($delivery, $handler, $lane, $occurred_at, $received_at, $due_at, $state, $attempts, $lost, $reason, $settled_at)
        """);
    private readonly Statement _addAttempt = session.Prepare(
        """
        INSERT INTO attempt (delivery, handler, number, started_at, milliseconds, outcome, error)
        VALUES ($delivery, $handler, $number, $started_at, $milliseconds, $outcome, $error)
        """);
    private readonly Statement _remember = session.Prepare(
        """
        UPDATE lane
        SET last_version = max(coalesce(last_version, $version), coalesce($version, last_version)),
            last_occurred_at = max(coalesce(last_occurred_at, $occurred_at), coalesce($occurred_at, last_occurred_at)),
            held_until = max(coalesce(held_until, $held_until), coalesce($held_until, held_until))
        WHERE id = $lane
        """);
    private readonly Statement _pause = session.Prepare(
        "INSERT INTO pause (handler, paused_at) VALUES ($handler, $paused_at) ON CONFLICT DO NOTHING");

    /// <returns>How many were added.</returns>
    public int Deliveries(IReadOnlyList<DeliveryRecord> deliveries)
    {
        var added = 0;
        foreach (var delivery in deliveries)
        {
            try
            {
                added += TryAdd(delivery) ? 1 : 0;
            }
            catch (Exception failure) when (SqliteFailure.IsData(failure))
            {
                throw new InvalidDataException(
                    $"{delivery.Delivery.Id} of {delivery.Delivery.Subscription} does not fit into the inbox: {failure.Message}", failure);
            }
        }

        pruning.StartOver();
        return added;
    }

    public void Remember(LaneMark mark)
    {
        var lane = lanes.FindOrAdd(mark.Handler, mark.Subscription, mark.Subject);
        _remember.Run(
            ("$version", mark.LastVersion),
            ("$occurred_at", mark.LastOccurredAt),
            ("$held_until", mark.HeldUntil),
            ("$lane", lane));
        lanes.Refresh(lane, mark.Handler);
    }

    public void Pause(HandlerPause pause) => _pause.Run(("$handler", pause.Handler), ("$paused_at", pause.PausedAt));

    private bool TryAdd(DeliveryRecord record)
    {
        var (known, copy) = appending.FindCopy(record.Delivery);
        if (known)
            return false;

        copy = Math.Max(copy, record.Copy);
        var sequence = AddDelivery(record, copy);
        if (record.HasBody)
            appending.AddPayload(sequence, record.Delivery, copy, stored: null);
        foreach (var handling in record.Handlings)
            AddHandling(sequence, record.Delivery, handling);
        foreach (var attempt in record.Attempts)
            AddAttempt(sequence, attempt.Encrypt(session.Bodies.Keys, record.Delivery.Subscription, record.Delivery.Id));
        return true;
    }

    private long AddDelivery(DeliveryRecord record, long copy)
    {
        Appending.Bind(_addDelivery, record.Delivery);
        _addDelivery.Run(
            ("$seq", record.Sequence),
            ("$copy", copy),
            ("$bytes", record.Bytes),
            ("$state", (long)record.State),
            ("$reason", (long?)record.Reason),
            ("$settled_at", record.SettledAt));
        session.Tallies.AddDelivery(record.State, record.Reason);
        session.Tallies.Received(record.Delivery.ReceivedAt);
        return session.LastInsertedRow;
    }

    private void AddHandling(long sequence, Delivery delivery, HandlingRecord handling)
    {
        var isPending = handling.State == HandlingState.Pending;
        var lane = isPending || delivery.Subject is not null
            ? lanes.FindOrAdd(handling.Handler, delivery.Subscription, delivery.Subject)
            : NoLane;
        _addHandling.Run(
            ("$delivery", sequence),
            ("$handler", handling.Handler),
            ("$lane", lane),
            ("$occurred_at", delivery.OccurredAt),
            ("$received_at", handling.WaitingSince),
            ("$due_at", handling.DueAt),
            ("$state", (long)handling.State),
            ("$attempts", handling.Attempts),
            ("$lost", handling.Lost),
            ("$reason", (long?)handling.Reason),
            ("$settled_at", handling.SettledAt));
        session.Tallies.AddHandling(handling.Handler, handling.State, handling.Reason);
        if (isPending)
            lanes.Refresh(lane, handling.Handler);
    }

    private void AddAttempt(long sequence, AttemptSummary attempt) => _addAttempt.Run(
        ("$delivery", sequence),
        ("$handler", attempt.Handler),
        ("$number", attempt.Number),
        ("$started_at", attempt.StartedAt),
        ("$milliseconds", (long?)attempt.Duration?.TotalMilliseconds),
        ("$outcome", attempt.Outcome),
        ("$error", attempt.Error));
}
