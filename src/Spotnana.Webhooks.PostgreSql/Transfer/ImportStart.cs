using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>The state of the inbox before an import.</summary>
/// <param name="LastSequence">The highest number that it has used.</param>
/// <param name="LastStored">When it drew that number. Numbers and these times grow together.</param>
/// <param name="Now">The time by the database's clock.</param>
internal readonly record struct ImportStart(long LastSequence, DateTimeOffset? LastStored, DateTimeOffset Now)
{
    public const string Columns =
        $"""
        CASE WHEN is_called THEN last_value ELSE 0 END, (SELECT stored_at FROM delivery ORDER BY stored_at DESC LIMIT 1), {InboxClock.RunningSql}
        """;

    public static ImportStart Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.TimeOrNull(1), row.Time(2));
}
