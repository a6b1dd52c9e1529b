using Npgsql;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>Reads columns.</summary>
internal static class ReaderExtensions
{
    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static long? LongOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DeadReason? ReasonOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : (DeadReason)row.GetInt16(column);

    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);
}
