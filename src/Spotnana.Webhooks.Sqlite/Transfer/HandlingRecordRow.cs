using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Transfer;

/// <summary>How a row of the table handling is read with all that it holds.</summary>
internal static class HandlingRecordRow
{
    // The lane of a delivery without a subject is not exported: the time until which it is held goes with its handling.
    public const string Columns =
        """
        handling.handler, handling.state, handling.reason, handling.attempts, handling.lost, handling.received_at,
        iif(lane.subject IS NULL, max(handling.due_at, coalesce(lane.held_until, 0)), handling.due_at), handling.settled_at
        """;

    public static HandlingRecord Read(Statement.Rows row) => new(
        row.Text(0), (HandlingState)row.Integer(1), (DeadReason?)row.IntegerOrNull(2), (int)row.Integer(3), (int)row.Integer(4),
        row.Time(5), row.Time(6), row.TimeOrNull(7));
}
