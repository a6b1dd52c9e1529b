using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>A lane that is due, locked by the transaction that reads it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Leased">The delivery whose lease ran out; null: it is not leased.</param>
/// <param name="Token">The token of the last lease.</param>
/// <param name="Progress">What was completed in it.</param>
/// <param name="HeldUntil">The end of its reorder window.</param>
/// <param name="Now">The time of the transaction.</param>
/// <param name="WasBegun">Whether work may have begun under the lease that ran out.</param>
internal sealed record DueLane(
    long Id, long? Leased, long Token, LaneProgress Progress, DateTimeOffset? HeldUntil, DateTimeOffset Now, bool WasBegun)
{
    public const string Columns =
        $"lane.id, lane.leased, lane.token, lane.last_version, lane.last_occurred_at, lane.held_until, {InboxClock.Sql}, "
        + $"{BegunLeases.WasBegunSql} AS was_begun";

    /// <summary>The number of columns.</summary>
    public const int Width = 8;

    public bool IsHeld => HeldUntil > Now;

    public static DueLane Read(NpgsqlDataReader row) => Read(row, 0);

    public static DueLane Read(NpgsqlDataReader row, int first) => new(
        row.GetInt64(first), row.LongOrNull(first + 1), row.GetInt64(first + 2),
        new(row.LongOrNull(first + 3), row.TimeOrNull(first + 4)), row.TimeOrNull(first + 5), row.Time(first + 6),
        row.GetBoolean(first + 7));
}
