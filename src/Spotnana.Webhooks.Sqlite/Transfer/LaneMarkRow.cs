using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Transfer;

/// <summary>A lane with a subject, and what it remembers.</summary>
internal readonly record struct LaneMarkRow(long Lane, LaneMark Mark)
{
    public const string Columns = "id, handler, subscription, subject, last_version, last_occurred_at, held_until";

    public static LaneMarkRow Read(Statement.Rows row) => new(
        row.Integer(0),
        new LaneMark(row.Text(1), row.Text(2), row.Text(3), row.IntegerOrNull(4), row.TimeOrNull(5), row.TimeOrNull(6)));
}
