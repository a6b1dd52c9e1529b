using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Spotnana.Webhooks.Telemetry;

/// <summary>
/// Every instrument of the library, each recorded by a method here. Tags come from closed sets: names of subscriptions and handlers, known
/// event types, and words from this code; never an id, an organization, a path or anything else that a sender can choose.
/// </summary>
internal sealed class WebhookMetrics
{
    private readonly TimeProvider _time;
    private readonly Counter<long> _received;
    private readonly Counter<long> _signatureFailures;
    private readonly Counter<long> _tokenRequests;
    private readonly Histogram<double> _acknowledgementDuration;
    private readonly Histogram<double> _eventAge;
    private readonly Histogram<long> _commitSize;
    private readonly Histogram<double> _commitDuration;
    private readonly Counter<long> _pruned;
    private readonly Histogram<double> _handlingDuration;
    private volatile Func<IEnumerable<(string Subscription, DateTimeOffset SilentSince)>>? _contacts;
    private readonly Counter<long> _unhandled;
    private readonly Counter<long> _cardData;
    private readonly Counter<long> _prunedEarly;
    private readonly Counter<long> _backupFailures;
    private volatile Func<DateTimeOffset>? _newestBackup;
    private volatile Tuple<int>? _pressure;
    private volatile Tuple<long?, long?> _space = new(null, null);
    private readonly ConcurrentDictionary<string, bool> _unavailable = new(StringComparer.Ordinal);
    private volatile Func<int>? _queueDepth;
    private volatile InboxNumbers? _inbox;

    public WebhookMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(WebhookTelemetry.MeterName);

        _received = meter.CreateCounter<long>("spotnana.webhooks.received", "{delivery}",
            "Requests to a subscription's path, by outcome: accepted, duplicate, quarantined or skipped (200), "
                + "or the reason for the refusal.");
        _signatureFailures = meter.CreateCounter<long>("spotnana.webhooks.signature.failures", "{delivery}",
            "Requests refused as not authentic (401), by reason.");
        _tokenRequests = meter.CreateCounter<long>("spotnana.webhooks.token.requests", "{request}",
            "Requests for a token, by outcome: issued, or the reason for the refusal.");
        _acknowledgementDuration = meter.CreateHistogram("spotnana.webhooks.acknowledgement.duration", "s",
            "From a request's headers to its 200, which is sent once the delivery is durable. Spotnana gives up after 40 s.",
            advice: Seconds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40));
        _eventAge = meter.CreateHistogram("spotnana.webhooks.event.age", "s",
            "How old an event was when it was stored, by the time in its envelope. Spotnana retries for two weeks.",
            advice: Seconds(1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400, 259_200, 604_800, 1_209_600));
        meter.CreateObservableUpDownCounter("spotnana.webhooks.intake.queue", ObserveQueue, "{delivery}",
            "Deliveries that wait to be stored, each with its sender still waiting for the answer.");

        _commitSize = meter.CreateHistogram("spotnana.webhooks.inbox.commit.size", "{delivery}",
            "Deliveries that shared one commit and its fsync, duplicates included.",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });
        _commitDuration = meter.CreateHistogram("spotnana.webhooks.inbox.commit.duration", "s",
            "How long a commit of received deliveries took, its fsync included.",
            advice: Seconds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5));
        _pruned = meter.CreateCounter<long>("spotnana.webhooks.inbox.pruned", "{delivery}",
            "What was removed from the inbox after its retention: payload (a body, before its delivery) or delivery (everything else, "
                + "with the body if it was still there).");

        meter.CreateObservableGauge("spotnana.webhooks.inbox.size", () => Observe(_space.Item1), "By",
            "What the inbox's files or tables take, logs and indexes included.");
        meter.CreateObservableGauge("spotnana.webhooks.inbox.free", () => Observe(_space.Item2), "By",
            "What is free on the inbox's volume. Absent where the engine cannot see it.");
        meter.CreateObservableGauge("spotnana.webhooks.inbox.pressure", () => Observe(_pressure?.Item1), "{inbox}",
            "1 while the inbox has less room than Inbox:MinFreeBytes, so that bodies of settled deliveries are removed early; else 0.");
        _prunedEarly = meter.CreateCounter<long>("spotnana.webhooks.inbox.pruned.early", "{delivery}",
            "Bodies of settled deliveries that were removed before their retention ended, for want of room.");
        meter.CreateObservableGauge("spotnana.webhooks.backup.age", () => Observe(_newestBackup?.Invoke()), "s",
            "Time since the newest backup was begun; before the first one, since the start. Absent where none are made.");
        _backupFailures = meter.CreateCounter<long>("spotnana.webhooks.backup.failures", "{backup}", "Backups that failed.");
        _unhandled = meter.CreateCounter<long>("spotnana.webhooks.unhandled", "{delivery}",
            "Deliveries that were stored and that no handler takes. Event types and operations that this release does not know are other.");

        _cardData = meter.CreateCounter<long>("spotnana.webhooks.card_data", "{delivery}",
            "Deliveries with card data that is not masked, by member: cvv or card.number. There should be none.");

        _handlingDuration = meter.CreateHistogram("spotnana.webhooks.handling.duration", "s",
            "How long an attempt of a handler took, by its outcome: completed, retry, rejected, exhausted, "
                + "released (given back at shutdown) or lease-lost. 0 where the handler was not run to its end.",
            advice: Seconds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300));
        meter.CreateObservableUpDownCounter(
            "spotnana.webhooks.handlings.backlog", () => Observe(inbox => inbox.Waiting, waiting => waiting.Count, Handler), "{delivery}",
            "Deliveries that wait for a handler, those being handled included.");
        meter.CreateObservableGauge(
            "spotnana.webhooks.handlings.oldest_pending.age", () => Observe(inbox => inbox.Waiting, waiting => Age(waiting.Since), Handler),
            "s", "How long the oldest delivery in a handler's backlog has been waiting. 0 while nothing waits.");

        meter.CreateObservableGauge("spotnana.webhooks.handler.unavailable", ObserveUnavailable, "{handler}",
            "1 while what a handler of this process needs cannot be reached, so that its deliveries wait and spend no attempts; else 0.");

        // These count what is parked now, which should return to zero. How many die is the count of handling.duration by outcome.
        meter.CreateObservableUpDownCounter(
            "spotnana.webhooks.handlings.dead", () => Observe(inbox => inbox.Dead, dead => dead.Count, HandlerAndReason), "{delivery}",
            "Dead letters of a handler that are parked now, by reason: rejected or exhausted.");
        meter.CreateObservableUpDownCounter(
            "spotnana.webhooks.handlings.discarded", () => Observe(inbox => inbox.Discarded, dead => dead.Count, HandlerOf), "{delivery}",
            "Dead letters of a handler that somebody gave up on purpose.");
        meter.CreateObservableUpDownCounter(
            "spotnana.webhooks.deliveries.quarantined", () => Observe(inbox => inbox.Quarantined, quarantined => quarantined.Count, Reason),
            "{delivery}",
            "Authentic deliveries that are parked now without any handler: unreadable, "
                + "or conflict (an id that came again with other bytes).");
        meter.CreateObservableUpDownCounter(
            "spotnana.webhooks.bodies.unreadable", () => Observe(inbox => inbox.Unreadable, unreadable => unreadable.Count, Reason),
            "{delivery}",
            "Waiting deliveries that this process cannot hand to their handler, by reason: missing_key (Inbox:EncryptionKeyFile lacks the "
                + "key of their body) or damaged. Each holds up its own lane.");
        meter.CreateObservableGauge("spotnana.webhooks.authentic.age", ObserveAuthenticAge, "s",
            "Time since a subscription's last authentic delivery, whichever replica took it; before the first one ever, "
                + "since the first start.");
    }

    /// <summary>Starts to report for how long each subscription has been silent.</summary>
    public void WatchContacts(Func<IEnumerable<(string Subscription, DateTimeOffset SilentSince)>> contacts) => _contacts = contacts;

    /// <summary>Shows whether a handler of this process can work.</summary>
    public void Unavailable(string handler, bool isUnavailable) => _unavailable[handler] = isUnavailable;

    /// <summary>Starts to report the depth of the intake's queue.</summary>
    public void WatchQueue(Func<int> depth) => _queueDepth = depth;

    public void Received(string subscription, string eventType, string outcome) =>
        _received.Add(1, Tag("subscription", subscription), Tag("event_type", eventType), Tag("outcome", outcome));

    public void SignatureFailed(string subscription, string reason) =>
        _signatureFailures.Add(1, Tag("subscription", subscription), Tag("reason", reason));

    public void TokenRequested(string subscription, string outcome) =>
        _tokenRequests.Add(1, Tag("subscription", subscription), Tag("outcome", outcome));

    public void Stored(string subscription, TimeSpan eventAge) =>
        _eventAge.Record(double.Max(0, eventAge.TotalSeconds), Tag("subscription", subscription));

    public void Acknowledged(string subscription, TimeSpan duration) =>
        _acknowledgementDuration.Record(duration.TotalSeconds, Tag("subscription", subscription));

    public void Committed(int deliveries, TimeSpan duration)
    {
        _commitSize.Record(deliveries);
        _commitDuration.Record(duration.TotalSeconds);
    }

    public void Pruned(int payloads, int deliveries)
    {
        _pruned.Add(payloads, Tag("what", "payload"));
        _pruned.Add(deliveries, Tag("what", "delivery"));
    }

    public void PrunedEarly(int payloads) => _prunedEarly.Add(payloads);

    /// <summary>Shows whether there is less room than there should be.</summary>
    public void ShowPressure(bool isOn) => _pressure = new(isOn ? 1 : 0);

    /// <summary>Starts to report the age of the newest backup.</summary>
    public void WatchBackups(Func<DateTimeOffset> newest) => _newestBackup = newest;

    public void BackupFailed() => _backupFailures.Add(1);

    public void Unhandled(string subscription, string eventType, string operation) =>
        _unhandled.Add(1, Tag("subscription", subscription), Tag("event_type", eventType), Tag("operation", operation));

    public void CardData(string subscription, string member) =>
        _cardData.Add(1, Tag("subscription", subscription), Tag("member", member));

    /// <summary>Replaces the numbers about the inbox's space. Null: not known at present.</summary>
    public void ShowSpace(long? bytes, long? freeBytes) => _space = new(bytes, freeBytes);

    public void Handled(string handler, string outcome, TimeSpan duration) =>
        _handlingDuration.Record(duration.TotalSeconds, Tag("handler", handler), Tag("outcome", outcome));

    /// <summary>
    /// Replaces the numbers about the inbox. Null: it cannot be read at present, and nothing is reported rather than old numbers.
    /// </summary>
    public void Show(InboxNumbers? inbox) => _inbox = inbox;

    private static InstrumentAdvice<double> Seconds(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static KeyValuePair<string, object?>[] Handler(InboxNumbers.Backlog waiting) => [Tag("handler", waiting.Handler)];

    private static KeyValuePair<string, object?>[] HandlerOf(InboxNumbers.Parked dead) => [Tag("handler", dead.Handler)];

    private static KeyValuePair<string, object?>[] HandlerAndReason(InboxNumbers.Parked dead) =>
        [Tag("handler", dead.Handler), Tag("reason", dead.Reason)];

    private static KeyValuePair<string, object?>[] Reason(InboxNumbers.Parked quarantined) => [Tag("reason", quarantined.Reason)];

    private IEnumerable<Measurement<TValue>> Observe<TRow, TValue>(
        Func<InboxNumbers, IReadOnlyList<TRow>> rows, Func<TRow, TValue> value, Func<TRow, KeyValuePair<string, object?>[]> tags)
        where TValue : struct =>
        _inbox is { } inbox ? rows(inbox).Select(row => new Measurement<TValue>(value(row), tags(row))) : [];

    private static IEnumerable<Measurement<long>> Observe(long? value) => value is { } known ? [new(known)] : [];

    private IEnumerable<Measurement<double>> Observe(DateTimeOffset? since) => since is { } then ? [new(Age(then))] : [];

    private IEnumerable<Measurement<int>> ObserveQueue() => _queueDepth is { } depth ? [new(depth())] : [];

    private IEnumerable<Measurement<int>> ObserveUnavailable() =>
        _unavailable.Select(handler => new Measurement<int>(handler.Value ? 1 : 0, Tag("handler", handler.Key)));

    private IEnumerable<Measurement<double>> ObserveAuthenticAge() => _contacts is { } contacts
        ? contacts().Select(contact => new Measurement<double>(Age(contact.SilentSince), Tag("subscription", contact.Subscription)))
        : [];

    private double Age(DateTimeOffset? since) => since is { } then ? double.Max(0, (_time.GetUtcNow() - then).TotalSeconds) : 0;
}
