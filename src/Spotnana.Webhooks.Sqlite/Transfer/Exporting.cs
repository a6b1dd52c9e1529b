using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Reads;

namespace Spotnana.Webhooks.Sqlite.Transfer;

/// <summary>Reads everything, a step at a time.</summary>
internal sealed class Exporting(SqliteSession session)
{
    internal const string DeliveriesSql =
        $"""
        SELECT {DeliveryRow.Columns}, delivery.sha256, delivery.settled_at, payload.seq IS NOT NULL, payload.body
        FROM delivery LEFT JOIN payload ON payload.seq = delivery.seq
        WHERE delivery.seq > $after ORDER BY delivery.seq LIMIT $limit
        """;

    // The lane of a delivery without a subject is not read for itself: how long it is held stands with its handling.
    internal const string HandlingsSql =
        """
        SELECT handling.handler, handling.state, handling.reason, handling.attempts, handling.lost, handling.received_at,
            iif(lane.subject IS NULL, max(handling.due_at, coalesce(lane.held_until, 0)), handling.due_at), handling.settled_at
        FROM handling LEFT JOIN lane ON lane.id = handling.lane AND handling.state = 0
        WHERE handling.delivery = $delivery ORDER BY handling.handler
        """;

    internal const string AttemptsSql =
        "SELECT handler, number, started_at, milliseconds, outcome, error FROM attempt WHERE delivery = $delivery ORDER BY seq";

    internal const string LanesSql =
        """
        SELECT id, handler, subscription, subject, last_version, last_occurred_at, held_until FROM lane
        WHERE id > $after AND subject IS NOT NULL AND (last_occurred_at IS NOT NULL OR held_until IS NOT NULL) ORDER BY id LIMIT $limit
        """;

    private const int StepBytes = 8 << 20;

    private readonly Statement _deliveries = session.Prepare(DeliveriesSql);
    private readonly Statement _handlings = session.Prepare(HandlingsSql);
    private readonly Statement _attempts = session.Prepare(AttemptsSql);
    private readonly Statement _lanes = session.Prepare(LanesSql);
    private readonly Statement _pauses = session.Prepare(Summing.PausesSql);

    /// <summary>The deliveries after one: at most so many, and fewer where they are large.</summary>
    public List<DeliveryRecord> Deliveries(long after, int limit)
    {
        var step = new List<DeliveryRecord>();
        using var row = _deliveries.Read(("$after", after), ("$limit", limit));
        for (var bytes = 0; bytes < StepBytes && row.Next(); bytes += step[^1].Delivery.Body.Length)
            step.Add(Delivery(row));
        return step;
    }

    /// <summary>What lanes remember, after one of them, and where that ends; null: that was all.</summary>
    public (List<LaneMark> Marks, long? Last) Lanes(long after, int limit)
    {
        var (step, last) = (new List<LaneMark>(), after);
        using var row = _lanes.Read(("$after", after), ("$limit", limit));
        while (row.Next())
        {
            last = row.Integer(0);
            step.Add(new LaneMark(row.Text(1), row.Text(2), row.Text(3), row.IntegerOrNull(4), row.TimeOrNull(5), row.TimeOrNull(6)));
        }

        return (step, step.Count == limit ? last : null);
    }

    public List<HandlerPause> Pauses()
    {
        var pauses = new List<HandlerPause>();
        using var row = _pauses.Read();
        while (row.Next())
            pauses.Add(new HandlerPause(row.Text(0), row.Time(1)));
        return pauses;
    }

    private DeliveryRecord Delivery(Statement.Rows row)
    {
        var summary = DeliveryRow.Read(row);
        var hasBody = row.Integer(19) == 1;
        return new DeliveryRecord
        {
            Sequence = summary.Sequence,
            Delivery = summary.ToDelivery(row.Bytes(17), hasBody ? row.Bytes(20) : default),
            Copy = summary.Copy,
            Bytes = summary.Bytes,
            HasBody = hasBody,
            State = summary.State,
            Reason = summary.Reason,
            SettledAt = row.TimeOrNull(18),
            Handlings = Handlings(summary.Sequence),
            Attempts = Attempts(summary.Sequence),
        };
    }

    private List<HandlingRecord> Handlings(long sequence)
    {
        var handlings = new List<HandlingRecord>();
        using var row = _handlings.Read(("$delivery", sequence));
        while (row.Next())
        {
            handlings.Add(new HandlingRecord(
                row.Text(0), (HandlingState)row.Integer(1), (DeadReason?)row.IntegerOrNull(2), (int)row.Integer(3), (int)row.Integer(4),
                row.Time(5), row.Time(6), row.TimeOrNull(7)));
        }

        return handlings;
    }

    private List<AttemptSummary> Attempts(long sequence)
    {
        var attempts = new List<AttemptSummary>();
        using var row = _attempts.Read(("$delivery", sequence));
        while (row.Next())
            attempts.Add(Details.Attempt(row));
        return attempts;
    }
}
