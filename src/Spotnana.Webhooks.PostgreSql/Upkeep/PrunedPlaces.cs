using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Upkeep;

/// <summary>The row of the table pruned: how far bodies are pruned.</summary>
/// <param name="Payloads">The place up to which bodies of completed and unhandled deliveries are.</param>
/// <param name="DeadLetters">The place up to which bodies of dead letters are.</param>
internal readonly record struct PrunedPlaces(PrunedPlace Payloads, PrunedPlace DeadLetters)
{
    public const string Columns = "payloads_at, payloads_seq, dead_letters_at, dead_letters_seq";

    public static PrunedPlaces Read(NpgsqlDataReader row) => new(new(row.Time(0), row.GetInt64(1)), new(row.Time(2), row.GetInt64(3)));
}
