using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>A lane that is due, locked by the transaction that reads it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Leased">The delivery whose lease ran out; null: it is not leased.</param>
/// <param name="Token">Of the last lease.</param>
/// <param name="LastVersion">The latest version that was completed here.</param>
/// <param name="LastOccurredAt">The latest event that was completed here.</param>
/// <param name="HeldUntil">The end of its reorder window.</param>
/// <param name="Now">The time of the transaction.</param>
internal sealed record DueLane(long Id, long? Leased, long Token, long? LastVersion, DateTimeOffset? LastOccurredAt, DateTimeOffset? HeldUntil, DateTimeOffset Now)
{
    public const string Columns = $"lane.id, lane.leased, lane.token, lane.last_version, lane.last_occurred_at, lane.held_until, {InboxClock.Sql}";

    public bool IsHeld => HeldUntil > Now;

    public static DueLane Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.LongOrNull(1), row.GetInt64(2), row.LongOrNull(3), row.TimeOrNull(4), row.TimeOrNull(5), row.Time(6));

    /// <summary>Whether a later state than the delivery's was completed here.</summary>
    public bool IsPast(Delivery delivery) => LastVersion is { } last && delivery.Version is { } version
        ? last > version
        : LastOccurredAt > delivery.OccurredAt;
}
