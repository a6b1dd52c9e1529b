using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Reads;

namespace Spotnana.Webhooks.Sqlite.Transfer;

/// <summary>Reads everything, a step at a time.</summary>
internal sealed class Exporting(SqliteSession session)
{
    internal const string DeliveriesSql =
        $"""
        SELECT {DeliveryRecordRow.Columns}
        FROM delivery LEFT JOIN payload ON payload.seq = delivery.seq
        WHERE delivery.seq > $after ORDER BY delivery.seq LIMIT $limit
        """;

    internal const string HandlingsSql =
        $"""
        SELECT {HandlingRecordRow.Columns}
        FROM handling LEFT JOIN lane ON lane.id = handling.lane AND handling.state = 0
        WHERE handling.delivery = $delivery ORDER BY handling.handler
        """;

    internal const string AttemptsSql = $"SELECT {AttemptRow.Columns} FROM attempt WHERE delivery = $delivery ORDER BY seq";

    internal const string LanesSql =
        $"""
        SELECT {LaneMarkRow.Columns} FROM lane
        WHERE id > $after AND subject IS NOT NULL AND (last_occurred_at IS NOT NULL OR held_until IS NOT NULL) ORDER BY id LIMIT $limit
        """;

    private const int StepBytes = 8 << 20;

    private readonly Statement _deliveries = session.Prepare(DeliveriesSql);
    private readonly Statement _handlings = session.Prepare(HandlingsSql);
    private readonly Statement _attempts = session.Prepare(AttemptsSql);
    private readonly Statement _lanes = session.Prepare(LanesSql);

    /// <summary>The deliveries after a number: at most <paramref name="limit"/>, and fewer where they are large.</summary>
    public List<DeliveryRecord> Deliveries(long after, int limit)
    {
        var step = new List<DeliveryRecord>();
        using var row = _deliveries.Read(("$after", after), ("$limit", limit));
        for (var bytes = 0; bytes < StepBytes && row.Next(); bytes += step[^1].Delivery.Body.Length)
            step.Add(WithItsOwn(DeliveryRecordRow.Read(row, session.Bodies)));
        return step;
    }

    /// <summary>What the lanes after one of them remember, and the lane after which to go on. Null: that was all.</summary>
    public (List<LaneMark> Marks, long? Next) Lanes(long after, int limit)
    {
        var lanes = _lanes.ReadAll(LaneMarkRow.Read, ("$after", after), ("$limit", limit));
        return (lanes.ConvertAll(static lane => lane.Mark), lanes.Count == limit ? lanes[^1].Lane : null);
    }

    private DeliveryRecord WithItsOwn(DeliveryRecord delivery) => delivery with
    {
        Handlings = _handlings.ReadAll(HandlingRecordRow.Read, ("$delivery", delivery.Sequence)),
        Attempts = _attempts.ReadAll(AttemptRow.Read, ("$delivery", delivery.Sequence)).ConvertAll(
            attempt => attempt.Decrypt(session.Bodies.Keys, delivery.Delivery.Subscription, delivery.Delivery.Id)),
    };
}
