using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>How a row of the table handling is shown, with what its lane adds while it waits.</summary>
internal static class HandlingRow
{
    public const string Columns =
        """
        handling.handler, handling.state, handling.reason, handling.attempts, handling.received_at,
        max(handling.due_at, coalesce(lane.held_until, 0)), lane.leased = handling.delivery AND lane.due_at > $now
        """;

    public static HandlingSummary Read(Statement.Rows row)
    {
        var state = row.IsTrue(6) ? HandlingState.Leased : (HandlingState)row.Integer(1);
        DateTimeOffset? dueAt = state == HandlingState.Pending ? row.Time(5) : null;
        return new HandlingSummary(row.Text(0), state, (DeadReason?)row.IntegerOrNull(2), (int)row.Integer(3), row.Time(4), dueAt);
    }
}
