using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Reads single deliveries with all that belongs to them.</summary>
internal sealed class Details(SqliteSession session)
{
    // It goes from one subscription's name to the next: there are few, and the index has the id right after the name.
    internal const string FindSql =
        $"""
        WITH RECURSIVE known (name) AS (
            SELECT min(subscription) FROM delivery
            UNION ALL
            SELECT (SELECT min(subscription) FROM delivery WHERE subscription > known.name) FROM known WHERE known.name IS NOT NULL)
        SELECT {DeliveryRow.Columns} FROM known
        CROSS JOIN delivery ON delivery.subscription = known.name AND delivery.id = $id
            AND delivery.copy BETWEEN $from AND $to
        ORDER BY delivery.subscription, delivery.copy LIMIT 100
        """;

    internal const string FindInSubscriptionSql =
        $"""
        SELECT {DeliveryRow.Columns} FROM delivery
        WHERE subscription = $subscription AND id = $id AND copy BETWEEN $from AND $to ORDER BY copy LIMIT 100
        """;

    internal const string HandlingsSql =
        $"""
        SELECT {HandlingRow.Columns}
        FROM handling LEFT JOIN lane ON lane.id = handling.lane AND handling.state = 0
        WHERE handling.delivery = $delivery ORDER BY handling.handler
        """;

    internal const string AheadSql =
        """
        SELECT delivery.id
        FROM handling AS own
        CROSS JOIN lane ON lane.id = own.lane
        CROSS JOIN delivery ON delivery.seq = coalesce(
            iif(lane.due_at > $now, lane.leased, NULL),
            (SELECT handling.delivery FROM handling WHERE handling.lane = own.lane AND handling.state = 0
            ORDER BY handling.occurred_at, handling.delivery LIMIT 1))
        WHERE own.delivery = $delivery AND own.handler = $handler AND delivery.seq <> $delivery
        """;

    internal const string AttemptsSql =
        $"SELECT {AttemptRow.Columns} FROM attempt WHERE delivery = $delivery ORDER BY seq DESC LIMIT 1000";

    internal const string BodySql =
        $"""
        SELECT {DeliveryRow.Columns}, {PayloadRow.Columns}
        FROM delivery LEFT JOIN payload ON payload.seq = delivery.seq WHERE delivery.seq = $delivery
        """;

    internal const string GetSql =
        $"""
        SELECT {DeliveryRow.Columns}, payload.seq IS NOT NULL
        FROM delivery LEFT JOIN payload ON payload.seq = delivery.seq WHERE delivery.seq = $delivery
        """;

    private readonly Statement _find = session.Prepare(FindSql);
    private readonly Statement _findInSubscription = session.Prepare(FindInSubscriptionSql);
    private readonly Statement _handlings = session.Prepare(HandlingsSql);
    private readonly Statement _ahead = session.Prepare(AheadSql);
    private readonly Statement _attempts = session.Prepare(AttemptsSql);
    private readonly Statement _body = session.Prepare(BodySql);
    private readonly Statement _get = session.Prepare(GetSql);

    /// <summary>Finds one copy; or, without one, the first of all.</summary>
    public IReadOnlyList<DeliveryDetails> Find(string id, string? subscription, int? copy, DateTimeOffset now)
    {
        (string, SqlValue) from = ("$from", copy ?? 0L), to = ("$to", copy ?? long.MaxValue);
        var found = subscription is null
            ? _find.ReadAll(DeliveryRow.Read, ("$id", id), from, to)
            : _findInSubscription.ReadAll(DeliveryRow.Read, ("$subscription", subscription), ("$id", id), from, to);
        return found.ConvertAll(row =>
            new DeliveryDetails(row with { Handlings = WithWhatIsAhead(row.Sequence, now) }, Attempts(row)));
    }

    public DeliveryPayload Payload(long sequence) =>
        _body.ReadAll(ReadBody, ("$delivery", sequence)) is [var payload] ? payload : new DeliveryPayload(PayloadState.NotFound);

    public List<HandlingSummary> Handlings(long sequence, DateTimeOffset now) =>
        _handlings.ReadAll(HandlingRow.Read, ("$delivery", sequence), ("$now", now));

    /// <summary>A delivery as a redrive has to know it. Null: there is none.</summary>
    public Redrivable? ToRedrive(long sequence, DateTimeOffset now)
    {
        if (_get.ReadAll(ReadRedrivable, ("$delivery", sequence)) is not [var found])
            return null;
        return found with { Delivery = found.Delivery with { Handlings = Handlings(sequence, now) } };
    }

    private List<HandlingSummary> WithWhatIsAhead(long sequence, DateTimeOffset now) => Handlings(sequence, now).ConvertAll(handling =>
        handling.State == HandlingState.Pending ? handling with { WaitsBehind = Ahead(sequence, handling.Handler, now) } : handling);

    private string? Ahead(long sequence, string handler, DateTimeOffset now) =>
        _ahead.ReadAll(static row => row.Text(0), ("$delivery", sequence), ("$handler", handler), ("$now", now)) is [var id] ? id : null;

    private List<AttemptSummary> Attempts(DeliverySummary delivery)
    {
        var attempts = _attempts.ReadAll(AttemptRow.Read, ("$delivery", delivery.Sequence));
        attempts.Reverse();
        return attempts.ConvertAll(attempt => attempt.Decrypt(session.Bodies.Keys, delivery.Subscription, delivery.Id));
    }

    private DeliveryPayload ReadBody(Statement.Rows row) =>
        PayloadRow.Read(row, DeliveryRow.Width, DeliveryRow.Read(row), session.Bodies) is { } body
            ? new DeliveryPayload(PayloadState.Found, body)
            : new DeliveryPayload(PayloadState.Gone);

    private static Redrivable ReadRedrivable(Statement.Rows row) =>
        new(DeliveryRow.Read(row), DeliveryRow.ReadSha256(row), HasBody: row.IsTrue(DeliveryRow.Width));
}
