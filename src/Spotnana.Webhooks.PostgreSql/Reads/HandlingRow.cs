using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>A row of the table handling, with what its lane says about it.</summary>
internal readonly record struct HandlingRow(long Delivery, HandlingSummary Handling)
{
    public const string Columns =
        $"""
        handling.delivery, handling.handler, handling.state, handling.reason, handling.attempts, handling.received_at,
            greatest(handling.due_at, lane.held_until), coalesce(lane.leased = handling.delivery AND lane.due_at > {InboxClock.Sql}, false)
        """;

    public static HandlingRow Read(NpgsqlDataReader row)
    {
        var state = row.GetBoolean(7) ? HandlingState.Leased : (HandlingState)row.GetInt16(2);
        var dueAt = state == HandlingState.Pending ? row.Time(6) : default(DateTimeOffset?);
        return new(row.GetInt64(0), new HandlingSummary(row.GetString(1), state, row.ReasonOrNull(3), row.GetInt32(4), row.Time(5), dueAt));
    }
}
