using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>A handling of a delivery that is exported.</summary>
internal readonly record struct ExportedHandling(long Delivery, HandlingRecord Handling)
{
    // The lane of a delivery without a subject is not exported by itself: the end of its reorder window goes into the handling's due time.
    public const string Columns =
        """
        handling.delivery, handling.handler, handling.state, handling.reason, handling.attempts, handling.lost, handling.received_at,
            CASE WHEN lane.subject IS NULL THEN greatest(handling.due_at, lane.held_until) ELSE handling.due_at END, handling.settled_at
        """;

    public static ExportedHandling Read(NpgsqlDataReader row) => new(row.GetInt64(0), new HandlingRecord(
        row.GetString(1), (HandlingState)row.GetInt16(2), row.ReasonOrNull(3), row.GetInt32(4), row.GetInt32(5),
        row.Time(6), row.Time(7), row.TimeOrNull(8)));
}
