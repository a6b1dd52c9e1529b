using Npgsql;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>A lane that remembers something.</summary>
internal readonly record struct ExportedLane(long Id, LaneMark Mark)
{
    public const string Columns = "id, handler, subscription, subject, last_version, last_occurred_at, held_until";

    public static ExportedLane Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new LaneMark(row.GetString(1), row.GetString(2), row.GetString(3), row.LongOrNull(4), row.TimeOrNull(5), row.TimeOrNull(6)));
}
