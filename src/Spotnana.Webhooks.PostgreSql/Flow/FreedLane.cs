using Npgsql;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>What became of a lane whose lease was ended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsTaken">Whether its next head was leased.</param>
/// <param name="IsHard">Whether its next head would go on, but has to be looked at first: a suspect, or a body that may be damaged.</param>
/// <param name="Waits">Whether something waits in it that nobody has leased.</param>
internal readonly record struct FreedLane(long Id, bool IsTaken, bool IsHard, bool Waits)
{
    public const string Columns =
        "lane.id, next.token IS NOT NULL, coalesce(next.is_hard, false), next.token IS NULL AND next.due_at IS NOT NULL";

    public static FreedLane Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3));
}
