using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>A handling that was leased when it was stored.</summary>
/// <param name="Slot">Its place among the handlings of the append, from 0.</param>
/// <param name="Lane">The id of its lane.</param>
/// <param name="Token">The token of the lease.</param>
/// <param name="Progress">What was completed in the lane.</param>
/// <param name="Now">The time of the transaction.</param>
internal sealed record HandedOver(int Slot, long Lane, long Token, LaneProgress Progress, DateTimeOffset Now)
{
    public const string Columns = $"handed.slot, handed.lane, handed.token, handed.last_version, handed.last_occurred_at, {InboxClock.Sql}";

    /// <summary>Null where the entry of the row was not handed over.</summary>
    public static HandedOver? Read(NpgsqlDataReader row, int first) => row.IsDBNull(first)
        ? null
        : new(
            (int)row.GetInt64(first), row.GetInt64(first + 1), row.GetInt64(first + 2),
            new(row.LongOrNull(first + 3), row.TimeOrNull(first + 4)), row.Time(first + 5));
}
