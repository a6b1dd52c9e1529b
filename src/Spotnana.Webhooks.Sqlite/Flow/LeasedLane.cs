using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>A lane that is leased.</summary>
/// <param name="Id">The key of its row.</param>
/// <param name="Handler">The handler that it belongs to.</param>
/// <param name="Token">The token of its lease.</param>
/// <param name="Lost">How many of the last attempts at its handling, before this one and in a row, nobody ended.</param>
internal readonly record struct LeasedLane(long Id, string Handler, long Token, long Lost)
{
    public const string Columns = "lane.id, lane.handler, lane.token, handling.lost";

    public bool IsSuspect => Lost > 0;

    public static LeasedLane Read(Statement.Rows row) => new(row.Integer(0), row.Text(1), row.Integer(2), row.Integer(3));
}
