using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Stories;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Reads what happened to one subject.</summary>
internal sealed class Stories(SqliteSession session, Details details)
{
    internal const string EventsSql =
        """
        SELECT seq, subscription, event_type, version, occurred_at, received_at FROM delivery INDEXED BY delivery_by_subject
        WHERE subject = $subject AND ($subscription IS NULL OR subscription = $subscription) ORDER BY seq DESC LIMIT $most
        """;

    // Of the rows that it sorts, none has its body with it.
    internal const string PreviousSql =
        """
        SELECT delivery.seq FROM delivery INDEXED BY delivery_by_subject
        CROSS JOIN handling ON handling.delivery = delivery.seq AND handling.handler = $handler AND handling.state = 1
        WHERE delivery.subject = $subject AND delivery.subscription = $subscription AND delivery.event_type = $event_type
        ORDER BY delivery.version DESC, delivery.occurred_at DESC, delivery.seq DESC LIMIT 1
        """;

    // A lane remembers the latest state that was completed in it, also where its delivery tells nothing of the subject any more.
    internal const string ForgottenSql =
        """
        SELECT 1 FROM lane
        WHERE handler = $handler AND subscription = $subscription AND subject = $subject AND last_occurred_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM delivery INDEXED BY delivery_by_subject
            WHERE delivery.subject = $subject AND delivery.subscription = $subscription
                AND iif(lane.last_version IS NULL, delivery.occurred_at = lane.last_occurred_at, delivery.version = lane.last_version))
        """;

    private readonly Statement _events = session.Prepare(EventsSql);
    private readonly Statement _previous = session.Prepare(PreviousSql);
    private readonly Statement _forgotten = session.Prepare(ForgottenSql);

    public List<StoryEvent> Events(string subject, string? subscription) => _events.ReadAll(
        ReadEvent, ("$subject", subject), ("$subscription", subscription), ("$most", (long)IInboxStories.MostEvents));

    public List<DeliverySummary> Deliveries(IReadOnlyList<long> sequences, DateTimeOffset now) =>
        [.. sequences.Select(sequence => details.ToRedrive(sequence, now)?.Delivery).OfType<DeliverySummary>()];

    public DeliveryPayload Previous(string handler, string subscription, string subject, EventType eventType)
    {
        (string, SqlValue) ofHandler = ("$handler", handler), about = ("$subject", subject), of = ("$subscription", subscription);
        if (_forgotten.ReadInteger(ofHandler, of, about) is not null)
            return new DeliveryPayload(PayloadState.Gone);

        return _previous.ReadInteger(ofHandler, about, of, ("$event_type", eventType.Name)) is { } sequence
            ? details.Payload(sequence)
            : new DeliveryPayload(PayloadState.NotFound);
    }

    private static StoryEvent ReadEvent(Statement.Rows row) => new(
        row.Integer(0), row.Text(1), row.TextOrNull(2) is { } eventType ? new EventType(eventType) : null, row.IntegerOrNull(3),
        row.Time(4), row.Time(5));
}
