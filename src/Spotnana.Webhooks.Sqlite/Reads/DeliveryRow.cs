using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>How a row of the table delivery is read.</summary>
internal static class DeliveryRow
{
    /// <summary>How many columns there are. Those that a statement adds begin here.</summary>
    public const int Width = 18;

    public const string Columns =
        """
        delivery.seq, delivery.subscription, delivery.id, delivery.copy, delivery.event_type, delivery.operation, delivery.organization_id,
        delivery.subject, delivery.version, delivery.sent_at, delivery.occurred_at, delivery.received_at, delivery.trace_id,
        delivery.span_id, delivery.bytes, delivery.state, delivery.reason, delivery.sha256
        """;

    public static DeliverySummary Read(Statement.Rows row) => new()
    {
        Sequence = row.Integer(0),
        Subscription = row.Text(1),
        Id = row.Text(2),
        Copy = (int)row.Integer(3),
        EventType = row.TextOrNull(4) is { } eventType ? new EventType(eventType) : null,
        Operation = row.TextOrNull(5) is { } operation ? new Operation(operation) : null,
        OrganizationId = row.TextOrNull(6),
        Subject = row.TextOrNull(7),
        Version = row.IntegerOrNull(8),
        SentAt = row.Time(9),
        OccurredAt = row.Time(10),
        ReceivedAt = row.Time(11),
        TraceId = row.TextOrNull(12),
        SpanId = row.TextOrNull(13),
        Bytes = (int)row.Integer(14),
        State = (DeliveryState)row.Integer(15),
        Reason = (DeadReason?)row.IntegerOrNull(16),
        Handlings = [],
    };

    public static byte[] ReadSha256(Statement.Rows row) => row.Bytes(17);
}
