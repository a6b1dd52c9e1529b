using Npgsql;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Reads a row of the table attempt.</summary>
internal static class AttemptRow
{
    public const string Columns = "handler, number, started_at, milliseconds, outcome, error";

    /// <summary>The number of columns.</summary>
    public const int Width = 6;

    public static AttemptSummary Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetInt32(1),
        row.Time(2),
        row.LongOrNull(3) is { } duration ? TimeSpan.FromMilliseconds(duration) : null,
        row.GetString(4),
        row.TextOrNull(5));
}
