using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>Stores deliveries with their bodies and handlings.</summary>
internal sealed partial class Appending(SqliteSession session, Lanes lanes, ILogger logger)
{
    internal const string FindCopiesSql =
        $"SELECT {StoredCopy.Columns} FROM delivery WHERE subscription = $subscription AND id = $id ORDER BY copy";

    // The later a delivery was signed, the longer it can be sent again, and its id has to stay known until then.
    internal const string NoteSentSql =
        "UPDATE delivery SET sent_at = $sent_at WHERE subscription = $subscription AND id = $id AND copy = $copy AND sent_at < $sent_at";

    private readonly Savepoint _entry = new(session, "entry");
    private readonly Statement _findCopies = session.Prepare(FindCopiesSql);
    private readonly Statement _noteSent = session.Prepare(NoteSentSql);
    private readonly Statement _addDelivery = session.Prepare(
        """
        INSERT INTO delivery (subscription, id, copy, sha256, event_type, operation, organization_id, subject, version,
            occurred_at, sent_at, received_at, trace_id, span_id, bytes, state, reason, settled_at)
        VALUES ($subscription, $id, $copy, $sha256, $event_type, $operation, $organization_id, $subject, $version,
            $occurred_at, $sent_at, $received_at, $trace_id, $span_id, $bytes, $state, $reason, $settled_at)
        """);
    private readonly Statement _addPayload = session.Prepare("INSERT INTO payload (seq, codec, body) VALUES ($seq, $codec, $body)");
    private readonly Statement _addHandling = session.Prepare(
        """
        INSERT INTO handling (delivery, handler, lane, occurred_at, received_at, due_at, state)
        VALUES ($delivery, $handler, $lane, $occurred_at, $now, $now, 0)
        """);

    public IReadOnlyList<AppendOutcome> Run(IReadOnlyList<InboxEntry> entries, DateTimeOffset now)
    {
        var outcomes = new AppendOutcome[entries.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = Append(entries[i], now);
        return outcomes;
    }

    private AppendOutcome Append(InboxEntry entry, DateTimeOffset now)
    {
        var outcome = default(AppendOutcome);
        if (_entry.Try(() => outcome = Store(entry, now), SqliteFailure.IsData) is not { } failure)
            return outcome;

        // What was signed is kept without the values that were read out of it: most likely it is one of those that does not fit.
        Log.Parking(logger, entry.Delivery.Id, entry.Delivery.Subscription, failure.Message);
        if (_entry.Try(() => Store(entry.Bare, now), SqliteFailure.IsData) is not { } second)
            return AppendOutcome.Parked;

        Log.Refused(logger, entry.Delivery.Id, entry.Delivery.Subscription, second.Message);
        return AppendOutcome.Refused;
    }

    private AppendOutcome Store(InboxEntry entry, DateTimeOffset now)
    {
        var (known, copy) = FindCopy(entry.Delivery);
        if (known)
        {
            _noteSent.Run(
                ("$subscription", entry.Delivery.Subscription),
                ("$id", entry.Delivery.Id),
                ("$copy", copy),
                ("$sent_at", entry.Delivery.SentAt));
            return copy == 0 ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
        }

        if (copy > 0)
        {
            AddPayload(AddDelivery(entry.Delivery, copy, DeliveryState.Dead, DeadReason.Conflict, now), entry.Delivery.Body, entry.Stored);
            return AppendOutcome.Conflict;
        }

        var sequence = AddDelivery(entry.Delivery, copy, entry.State, entry.Quarantine, now);
        if (entry.State != DeliveryState.Skipped)
            AddPayload(sequence, entry.Delivery.Body, entry.Stored);
        if (entry.State == DeliveryState.Pending)
            AddHandlings(sequence, entry.Delivery, entry.Handlers, entry.ReorderWindow, now);
        return AppendOutcome.Stored;
    }

    /// <summary>The number of the stored copy with the same bytes, or else the one that the next copy gets.</summary>
    public (bool Known, long Copy) FindCopy(Delivery delivery)
    {
        using var row = _findCopies.Read(("$subscription", delivery.Subscription), ("$id", delivery.Id));
        var next = 0L;
        while (row.Next())
        {
            var copy = StoredCopy.Read(row);
            if (copy.Sha256.AsSpan().SequenceEqual(delivery.Sha256.Span))
                return (true, copy.Number);
            next = copy.Number + 1;
        }

        return (false, next);
    }

    private long AddDelivery(Delivery delivery, long copy, DeliveryState state, DeadReason? reason, DateTimeOffset now)
    {
        _addDelivery.Run(
            [
                .. Values(delivery),
                ("$copy", copy),
                ("$bytes", delivery.Body.Length),
                ("$state", (long)state),
                ("$reason", (long?)reason),
                ("$settled_at", state == DeliveryState.Pending ? default(SqlValue) : now),
            ]);
        session.Tallies.AddDelivery(state, reason);
        session.Tallies.Received(delivery.ReceivedAt);
        return session.LastInsertedRow;
    }

    /// <summary>The parameters that come from the delivery itself when its row is added.</summary>
    public static (string Name, SqlValue Value)[] Values(Delivery delivery) =>
    [
        ("$subscription", delivery.Subscription),
        ("$id", delivery.Id),
        ("$sha256", delivery.Sha256),
        ("$event_type", delivery.EventType?.Name),
        ("$operation", delivery.Operation?.Raw),
        ("$organization_id", delivery.OrganizationId),
        ("$subject", delivery.Subject),
        ("$version", delivery.Version),
        ("$occurred_at", delivery.OccurredAt),
        ("$sent_at", delivery.SentAt),
        ("$received_at", delivery.ReceivedAt),
        ("$trace_id", delivery.TraceId),
        ("$span_id", delivery.SpanId),
    ];

    /// <summary>Stores a body.</summary>
    /// <param name="sequence">The number of its delivery.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="stored">The form in which it is stored, if somebody made that already.</param>
    public void AddPayload(long sequence, ReadOnlyMemory<byte> body, StoredBody? stored)
    {
        using var encoded = stored is null && session.CompressesBodies ? BodyCodec.Encode(body.Span) : null;
        var form = stored ?? encoded;
        _addPayload.Run(("$seq", sequence), ("$codec", form?.Codec ?? BodyCodec.Plain), ("$body", form?.Bytes ?? body));
    }

    /// <summary>Makes the handlings of a delivery that has none.</summary>
    public void AddHandlings(
        long sequence, Delivery delivery, IReadOnlyList<string> handlers, TimeSpan reorderWindow, DateTimeOffset now)
    {
        foreach (var handler in handlers.Distinct(StringComparer.Ordinal))
        {
            var lane = lanes.FindOrAdd(handler, delivery.Subscription, delivery.Subject);
            if (reorderWindow > TimeSpan.Zero)
                lanes.HoldUnlessWaiting(lane, now + reorderWindow);
            _addHandling.Run(
                ("$delivery", sequence),
                ("$handler", handler),
                ("$lane", lane),
                ("$occurred_at", delivery.OccurredAt),
                ("$now", now));
            session.Tallies.AddHandling(handler, HandlingState.Pending);
            lanes.Refresh(lane, handler);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "Delivery {Id} of {Subscription} is kept as a dead letter without its routing columns: {Failure}")]
        public static partial void Parking(ILogger logger, string id, string subscription, string failure);

        [LoggerMessage(2, LogLevel.Error, "Delivery {Id} of {Subscription} cannot be stored in any form: {Failure}")]
        public static partial void Refused(ILogger logger, string id, string subscription, string failure);
    }
}
