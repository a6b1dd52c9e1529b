using System.Diagnostics;
using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Benchmarks.Leasing;

/// <summary>
/// Leases in PostgreSQL from a small inbox and from one with a large backlog, in turns, and prints how the engine's statements are planned
/// in the latter.
/// </summary>
internal static class PostgreSqlLeaseComparison
{
    /// <returns>0 when the large inbox takes at most twice as long as the small one, else 1.</returns>
    public static async Task<int> RunAsync(Load load)
    {
        await using var cluster = await BenchmarkCluster.StartAsync();
        if (cluster is null)
            return 1;

        Console.WriteLine($"Filling a small inbox ({Load.Small}) and a large one ({load}).");
        var started = Stopwatch.GetTimestamp();
        await using var smallDatabase = await cluster.CreateDatabaseAsync();
        await using var largeDatabase = await cluster.CreateDatabaseAsync();
        await using var small = await BenchmarkCluster.OpenAsync(smallDatabase);
        await using var large = await BenchmarkCluster.OpenAsync(largeDatabase);
        await FilledTables.FillAsync(smallDatabase, Load.Small);
        await FilledTables.FillAsync(largeDatabase, load);
        Console.WriteLine(
            $"Filled in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s. Leasing 100, {LeaseTurns.Rounds} times each, in turns.");

        var isFlat = await LeaseTurns.RunAsync(
            () => LeaseTurns.LeaseOnceAsync(small, Load.Small.OfOneSubject > 0),
            () => LeaseTurns.LeaseOnceAsync(large, load.OfOneSubject > 0));
        await PrintPlansAsync(largeDatabase);
        return isFlat ? 0 : 1;
    }

    private static async Task PrintPlansAsync(TestDatabase database)
    {
        if (!ConnectionSettings.TryRead(database.ConnectionString, "", out var settings, out var error))
            throw new InvalidOperationException(error);

        // The engine's own sessions: they are told how to plan.
        await using var sessions = new Database(settings);
        await using var connection = await sessions.OpenAsync(default);
        await PrintPlanAsync(
            connection, "the due lanes",
            new(PostgreSql.Flow.Leasing.DueLanesSql, new InboxClock().Value, Values.Of(Entries.Handler), Values.Of(100)));
        await PrintPlanAsync(
            connection, "the heads of three lanes, that of the one subject first", new(LaneHead.Sql, Values.Of([1L, 400_000L, 400_001L])));
    }

    private static async Task PrintPlanAsync(NpgsqlConnection connection, string name, Step step)
    {
        Console.WriteLine($"Plan of {name}:");
        var explain = step with { Sql = "EXPLAIN (ANALYZE, BUFFERS) " + step.Sql };
        foreach (var line in await connection.ReadAsync(row => row.GetString(0), explain, default))
            Console.WriteLine($"  {line}");
    }
}
