using Npgsql;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Reads a row of the table delivery.</summary>
internal static class DeliveryRow
{
    /// <summary>The number of columns.</summary>
    public const int Width = 18;

    public const string Columns =
        """
        delivery.seq, delivery.subscription, delivery.id, delivery.copy, delivery.event_type, delivery.operation, delivery.organization_id,
        delivery.subject, delivery.version, delivery.sent_at, delivery.occurred_at, delivery.received_at, delivery.trace_id, delivery.span_id,
        delivery.bytes, delivery.state, delivery.reason, delivery.sha256
        """;

    public static DeliverySummary Read(NpgsqlDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        Subscription = row.GetString(1),
        Id = row.GetString(2),
        Copy = row.GetInt32(3),
        EventType = row.TextOrNull(4) is { } eventType ? new EventType(eventType) : null,
        Operation = row.TextOrNull(5) is { } operation ? new Operation(operation) : null,
        OrganizationId = row.TextOrNull(6),
        Subject = row.TextOrNull(7),
        Version = row.LongOrNull(8),
        SentAt = row.Time(9),
        OccurredAt = row.Time(10),
        ReceivedAt = row.Time(11),
        TraceId = row.TextOrNull(12),
        SpanId = row.TextOrNull(13),
        Bytes = row.GetInt32(14),
        State = (DeliveryState)row.GetInt16(15),
        Reason = row.ReasonOrNull(16),
        Handlings = [],
    };

    public static byte[] ReadSha256(NpgsqlDataReader row) => row.Bytes(17);
}
