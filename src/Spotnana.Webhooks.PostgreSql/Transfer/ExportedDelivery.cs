using Npgsql;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>Reads a delivery with its body. Its handlings and attempts are read apart.</summary>
internal static class ExportedDelivery
{
    public const string Columns = $"{DeliveryRow.Columns}, delivery.settled_at, {PayloadRow.Columns}";

    public static DeliveryRecord Read(NpgsqlDataReader row, BodyCodec codec)
    {
        var summary = DeliveryRow.Read(row);
        var body = PayloadRow.Read(row, DeliveryRow.Width + 1, summary, codec);
        return new DeliveryRecord
        {
            Sequence = summary.Sequence,
            Delivery = summary.ToDelivery(DeliveryRow.ReadSha256(row), body),
            Copy = summary.Copy,
            Bytes = summary.Bytes,
            HasBody = body is not null,
            State = summary.State,
            Reason = summary.Reason,
            SettledAt = row.TimeOrNull(DeliveryRow.Width),
            Handlings = [],
            Attempts = [],
        };
    }
}
