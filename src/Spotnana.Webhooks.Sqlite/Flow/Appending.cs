using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
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
        ON CONFLICT (subscription, id, copy) DO NOTHING
        """);
    private readonly Statement _addPayload = session.Prepare(
        "INSERT INTO payload (seq, codec, key_id, body) VALUES ($seq, $codec, $key_id, $body)");
    private readonly AddingHandlings _handlings = new(session, lanes);

    /// <summary>Stores deliveries.</summary>
    /// <param name="entries">The deliveries.</param>
    /// <param name="now">The time.</param>
    /// <param name="handingOver">Those that are handed over. Null: none are.</param>
    public IReadOnlyList<AppendOutcome> Run(IReadOnlyList<InboxEntry> entries, DateTimeOffset now, HandingOver? handingOver = null)
    {
        var outcomes = new AppendOutcome[entries.Count];
        if (session.IsCareful)
        {
            // An entry that does not fit is rare, and then nothing is handed over: the others are leased as ever.
            for (var i = 0; i < outcomes.Length; i++)
                outcomes[i] = Append(entries[i], now);
            return outcomes;
        }

        _handlings.Begin();
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = Store(entries[i], now);
        _handlings.Run(now, handingOver);
        return outcomes;
    }

    private AppendOutcome Append(InboxEntry entry, DateTimeOffset now)
    {
        var outcome = default(AppendOutcome);
        if (_entry.Try(() => outcome = StoreAlone(entry, now), SqliteFailure.IsData) is not { } failure)
            return outcome;

        // What was signed is kept without the values that were read out of it: most likely it is one of those that does not fit.
        Log.Parking(logger, entry.Delivery.Id, entry.Delivery.Subscription, failure.Message);
        if (_entry.Try(() => StoreAlone(entry.Bare, now), SqliteFailure.IsData) is not { } second)
            return AppendOutcome.Parked;

        Log.Refused(logger, entry.Delivery.Id, entry.Delivery.Subscription, second.Message);
        return AppendOutcome.Refused;
    }

    private AppendOutcome StoreAlone(InboxEntry entry, DateTimeOffset now)
    {
        if (FindCopy(entry.Delivery) is not (false, 0))
            return StoreCopy(entry, now); // first of all, as its row may not fit

        _handlings.Begin();
        var outcome = Store(entry, now);
        _handlings.Run(now, handingOver: null);
        return outcome;
    }

    /// <summary>Stores an entry without its handlings, which are added together with others.</summary>
    private AppendOutcome Store(InboxEntry entry, DateTimeOffset now)
    {
        if (TryAddDelivery(entry.Delivery, copy: 0, entry.State, entry.Quarantine, now) is not { } sequence)
            return StoreCopy(entry, now);

        if (entry.State != DeliveryState.Skipped)
            AddPayload(sequence, entry.Delivery, copy: 0, entry.Stored);
        if (entry.State == DeliveryState.Pending)
            _handlings.Add(sequence, entry.Delivery, entry.Handlers, entry.ReorderWindow);
        return AppendOutcome.Stored;
    }

    /// <summary>For a delivery whose id is known.</summary>
    private AppendOutcome StoreCopy(InboxEntry entry, DateTimeOffset now)
    {
        var delivery = entry.Delivery;
        var (known, copy) = FindCopy(delivery);
        if (known)
        {
            _noteSent.Run(
                ("$subscription", delivery.Subscription), ("$id", delivery.Id), ("$copy", copy), ("$sent_at", delivery.SentAt));
            return copy == 0 ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
        }

        if (TryAddDelivery(delivery, copy, DeliveryState.Dead, DeadReason.Conflict, now) is { } sequence)
            AddPayload(sequence, delivery, copy, stored: null);
        return AppendOutcome.Conflict;
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

    /// <returns>Its number. Null: there is such a copy already.</returns>
    private long? TryAddDelivery(Delivery delivery, long copy, DeliveryState state, DeadReason? reason, DateTimeOffset now)
    {
        Bind(_addDelivery, delivery);
        var added = _addDelivery.Run(
            ("$copy", copy),
            ("$bytes", delivery.Body.Length),
            ("$state", (long)state),
            ("$reason", (long?)reason),
            ("$settled_at", state == DeliveryState.Pending ? default(SqlValue) : now));
        if (added == 0)
            return null;

        session.Tallies.AddDelivery(state, reason);
        session.Tallies.Received(delivery.ReceivedAt);
        return session.LastInsertedRow;
    }

    /// <summary>Sets the parameters that come from the delivery itself when its row is added.</summary>
    public static void Bind(Statement add, Delivery delivery) => add.Bind(
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
        ("$span_id", delivery.SpanId));

    /// <summary>Stores a body.</summary>
    /// <param name="sequence">The number of its delivery.</param>
    /// <param name="delivery">The delivery, with the body as it came.</param>
    /// <param name="copy">Its number among those with its id.</param>
    /// <param name="stored">The form in which the body is stored, if somebody made that already.</param>
    public void AddPayload(long sequence, Delivery delivery, long copy, StoredBody? stored)
    {
        using var encoded = stored is null
            ? session.Bodies.Encode(delivery.Body.Span, BodyOwner.Of(delivery, copy))
            : null;
        var form = stored ?? encoded;
        _addPayload.Run(
            ("$seq", sequence),
            ("$codec", form?.Codec ?? BodyCodec.Plain),
            ("$key_id", form?.KeyId),
            ("$body", form?.Bytes ?? delivery.Body));
    }

    /// <summary>Makes the handlings of a delivery that has none.</summary>
    public void AddHandlings(long sequence, Delivery delivery, IReadOnlyList<string> handlers, DateTimeOffset now)
    {
        _handlings.Begin();
        _handlings.Add(sequence, delivery, handlers, TimeSpan.Zero);
        _handlings.Run(now, handingOver: null);
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
