using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>A lane that is due.</summary>
/// <param name="Id">The key of its row.</param>
/// <param name="IsLeased">True: it is leased, and the lease has run out.</param>
/// <param name="Token">The token of its last lease.</param>
/// <param name="Progress">The latest state of its subject that was completed.</param>
/// <param name="HeldUntil">The end of its reorder window. Null: it has none.</param>
internal readonly record struct DueLane(long Id, bool IsLeased, long Token, LaneProgress Progress, DateTimeOffset? HeldUntil)
{
    public const string Columns = "id, leased, token, last_version, last_occurred_at, held_until";

    public static DueLane Read(Statement.Rows row) => new(
        row.Integer(0), !row.IsNull(1), row.Integer(2), new LaneProgress(row.IntegerOrNull(3), row.TimeOrNull(4)), row.TimeOrNull(5));

    public bool IsHeld(DateTimeOffset now) => HeldUntil > now;
}
