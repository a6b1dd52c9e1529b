using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Reads single deliveries with what belongs to them.</summary>
internal sealed class Details(SqliteSession session)
{
    // From one subscription's name to the next: there are few, and the id stands behind them in the index.
    internal const string FindSql =
        $"""
        WITH RECURSIVE known (name) AS (
            SELECT min(subscription) FROM delivery
            UNION ALL
            SELECT (SELECT min(subscription) FROM delivery WHERE subscription > known.name) FROM known WHERE known.name IS NOT NULL)
        SELECT {DeliveryRow.Columns} FROM known
        CROSS JOIN delivery ON delivery.subscription = known.name AND delivery.id = $id
        ORDER BY delivery.subscription, delivery.copy LIMIT 100
        """;

    internal const string FindInSubscriptionSql =
        $"SELECT {DeliveryRow.Columns} FROM delivery WHERE subscription = $subscription AND id = $id ORDER BY copy LIMIT 100";

    internal const string HandlingsSql =
        """
        SELECT handling.handler, handling.state, handling.reason, handling.attempts, handling.received_at,
            max(handling.due_at, coalesce(lane.held_until, 0)), lane.leased = handling.delivery AND lane.due_at > $now
        FROM handling LEFT JOIN lane ON lane.id = handling.lane AND handling.state = 0
        WHERE handling.delivery = $delivery ORDER BY handling.handler
        """;

    internal const string AttemptsSql =
        """
        SELECT handler, number, started_at, milliseconds, outcome, error FROM attempt WHERE delivery = $delivery
        ORDER BY seq DESC LIMIT 1000
        """;

    internal const string BodySql =
        "SELECT payload.body FROM delivery LEFT JOIN payload ON payload.seq = delivery.seq WHERE delivery.seq = $delivery";

    internal const string GetSql =
        $"""
        SELECT {DeliveryRow.Columns}, delivery.sha256, payload.seq IS NOT NULL
        FROM delivery LEFT JOIN payload ON payload.seq = delivery.seq WHERE delivery.seq = $delivery
        """;

    private readonly Statement _find = session.Prepare(FindSql);
    private readonly Statement _findInSubscription = session.Prepare(FindInSubscriptionSql);
    private readonly Statement _handlings = session.Prepare(HandlingsSql);
    private readonly Statement _attempts = session.Prepare(AttemptsSql);
    private readonly Statement _body = session.Prepare(BodySql);
    private readonly Statement _get = session.Prepare(GetSql);

    public IReadOnlyList<DeliveryDetails> Find(string id, string? subscription, DateTimeOffset now)
    {
        var found = new List<DeliverySummary>();
        using (var row = subscription is null ? _find.Read(("$id", id)) : _findInSubscription.Read(("$subscription", subscription), ("$id", id)))
        {
            while (row.Next())
                found.Add(DeliveryRow.Read(row));
        }

        return found.ConvertAll(row => new DeliveryDetails(row with { Handlings = Handlings(row.Sequence, now) }, Attempts(row.Sequence)));
    }

    public DeliveryPayload Payload(long sequence)
    {
        using var row = _body.Read(("$delivery", sequence));
        if (!row.Next())
            return new DeliveryPayload(PayloadState.NotFound);
        return row.IsNull(0) ? new DeliveryPayload(PayloadState.Gone) : new DeliveryPayload(PayloadState.Found, row.Bytes(0));
    }

    public List<HandlingSummary> Handlings(long sequence, DateTimeOffset now)
    {
        var handlings = new List<HandlingSummary>();
        using var row = _handlings.Read(("$delivery", sequence), ("$now", now));
        while (row.Next())
        {
            var isLeased = row.IntegerOrNull(6) == 1;
            var state = isLeased ? HandlingState.Leased : (HandlingState)row.Integer(1);
            handlings.Add(new HandlingSummary(
                row.Text(0), state, (DeadReason?)row.IntegerOrNull(2), (int)row.Integer(3), row.Time(4), state == HandlingState.Pending ? row.Time(5) : null));
        }

        return handlings;
    }

    /// <summary>What a redrive has to know of a delivery. Null: there is none.</summary>
    public Redrivable? ToRedrive(long sequence, DateTimeOffset now)
    {
        using var row = _get.Read(("$delivery", sequence));
        if (!row.Next())
            return null;

        var summary = DeliveryRow.Read(row) with { Handlings = Handlings(sequence, now) };
        return new Redrivable(summary, row.Bytes(17), row.Integer(18) == 1);
    }

    private List<AttemptSummary> Attempts(long sequence)
    {
        var attempts = new List<AttemptSummary>();
        using var row = _attempts.Read(("$delivery", sequence));
        while (row.Next())
            attempts.Add(Attempt(row));
        attempts.Reverse();
        return attempts;
    }

    /// <summary>A row of the table attempt.</summary>
    public static AttemptSummary Attempt(Statement.Rows row) => new(
        row.Text(0), (int)row.Integer(1), row.Time(2), row.IntegerOrNull(3) is { } duration ? TimeSpan.FromMilliseconds(duration) : null,
        row.Text(4), row.TextOrNull(5));
}
