using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Reads;

namespace Spotnana.Webhooks.Sqlite.Transfer;

/// <summary>How a delivery is read with all that its own row holds, and its body.</summary>
internal static class DeliveryRecordRow
{
    public const string Columns = $"{DeliveryRow.Columns}, delivery.settled_at, {PayloadRow.Columns}";

    public static DeliveryRecord Read(Statement.Rows row, BodyCodec codec)
    {
        const int SettledAt = DeliveryRow.Width;
        const int Body = DeliveryRow.Width + 1;
        var summary = DeliveryRow.Read(row);
        var body = PayloadRow.Read(row, Body, summary, codec);
        return new DeliveryRecord
        {
            Sequence = summary.Sequence,
            Delivery = summary.ToDelivery(DeliveryRow.ReadSha256(row), body),
            Copy = summary.Copy,
            Bytes = summary.Bytes,
            HasBody = body is not null,
            State = summary.State,
            Reason = summary.Reason,
            SettledAt = row.TimeOrNull(SettledAt),
            Handlings = [],
            Attempts = [],
        };
    }
}
