using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>The lane of a subject, before something is added to it.</summary>
/// <param name="Id">The key of its row.</param>
/// <param name="IsIdle">True: nothing waits in it, and it is not leased.</param>
/// <param name="IsLeased">True: it is leased, be it that the lease has run out.</param>
/// <param name="Token">The token of its last lease.</param>
/// <param name="Progress">The latest state of its subject that was completed.</param>
/// <param name="HeldUntil">The end of its last reorder window. Null: it had none.</param>
internal readonly record struct FoundLane(
    long Id, bool IsIdle, bool IsLeased, long Token, LaneProgress Progress, DateTimeOffset? HeldUntil)
{
    public const string Columns = $"{DueLane.Columns}, due_at";

    public static FoundLane Read(Statement.Rows row)
    {
        var lane = DueLane.Read(row);
        return new FoundLane(lane.Id, row.IsNull(6), lane.IsLeased, lane.Token, lane.Progress, lane.HeldUntil);
    }
}
