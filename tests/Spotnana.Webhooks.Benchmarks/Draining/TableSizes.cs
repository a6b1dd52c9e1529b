using System.Globalization;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Benchmarks.Draining;

/// <summary>Prints the sizes of the inbox's tables and indexes.</summary>
internal static class TableSizes
{
    private const string Sql =
        """
        SELECT relname, pg_total_relation_size(relid), pg_indexes_size(relid), n_dead_tup, n_tup_upd, n_tup_hot_upd
        FROM pg_stat_user_tables WHERE pg_total_relation_size(relid) > 100000 ORDER BY 2 DESC
        """;

    public static async Task PrintAsync(TestDatabase database, string when)
    {
        Console.WriteLine($"Sizes, {when}:");
        foreach (var line in await database.QueryAsync(Sql, row => string.Create(
            CultureInfo.InvariantCulture,
            $"  {row.GetString(0),-16} {row.GetInt64(1) / 1e6,8:F1} MB, of which indexes {row.GetInt64(2) / 1e6,7:F1} MB; "
                + $"{row.GetInt64(3),8:N0} dead rows; of {row.GetInt64(4),9:N0} updates {row.GetInt64(5),9:N0} HOT")))
            Console.WriteLine(line);
    }
}
