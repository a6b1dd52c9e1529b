using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>A handling that was pending when it was read.</summary>
/// <param name="Delivery">The number of its delivery.</param>
/// <param name="Handler">Its handler.</param>
/// <param name="Lane">The id of its lane.</param>
/// <param name="Since">Since when it waits.</param>
internal readonly record struct WaitingHandling(long Delivery, string Handler, long Lane, DateTimeOffset Since)
{
    /// <summary>The number of columns.</summary>
    public const int Width = 4;

    public const string Columns = "delivery, handler, lane, received_at";

    public static WaitingHandling Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.Time(3));
}
