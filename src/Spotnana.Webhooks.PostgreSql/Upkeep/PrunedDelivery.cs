using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Upkeep;

/// <summary>A delivery that was just removed.</summary>
internal readonly record struct PrunedDelivery(long Sequence, string Subscription, string? Subject)
{
    public const string Columns = "seq, subscription, subject";

    public static PrunedDelivery Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.TextOrNull(2));
}
