using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Upkeep;

/// <summary>A settled delivery that something may be pruned of.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="SettledAt">When it was settled.</param>
/// <param name="Bytes">The length of its body, whether that is still there or not.</param>
/// <param name="IsDead">Whether it is a dead letter.</param>
internal readonly record struct PruneCandidate(long Sequence, DateTimeOffset SettledAt, int Bytes, bool IsDead)
{
    public const string Columns = "seq, settled_at, bytes, state = 2";

    public static PruneCandidate Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.Time(1), row.GetInt32(2), row.GetBoolean(3));
}
