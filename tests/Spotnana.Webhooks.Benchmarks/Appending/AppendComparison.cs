using System.Globalization;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Benchmarks.Appending;

/// <summary>
/// Appends to the PostgreSQL engine and writes the same rows by a raw loop, in turns and on one cluster, so that whatever else the machine
/// does weighs on both alike. Then with more replicas.
/// </summary>
internal static class AppendComparison
{
    private const double LeastRatio = 0.7;
    private const int SmallGroup = 32;

    /// <returns>0 when the engine's throughput is at least <see cref="LeastRatio"/> of the raw loop's, else 1.</returns>
    public static async Task<int> RunAsync()
    {
        await using var cluster = await BenchmarkCluster.StartAsync();
        if (cluster is null)
            return 1;

        Console.WriteLine(
            $"{Turn.Rounds} rounds of {Turn.Deliveries:N0} deliveries each, in turns; bodies of {Groups.BodyBytes:N0} bytes, "
            + "compressed alike; the same tables; fsync and synchronous_commit on.");
        double[] ratios =
        [
            await CompareAsync(cluster, Turn.FullGroup, atOnce: 1),
            await CompareAsync(cluster, Turn.FullGroup),
            await CompareAsync(cluster, SmallGroup),
        ];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"least ratio {ratios.Min():F2} (at least {LeastRatio:F1})"));
        await ReplicaComparison.RunAsync(cluster);
        return ratios.Min() >= LeastRatio ? 0 : 1;
    }

    /// <param name="cluster">Where both have a database of their own.</param>
    /// <param name="size">How many deliveries a commit has.</param>
    /// <param name="atOnce">How many writers both have; null: as many as a replica has.</param>
    private static async Task<double> CompareAsync(BenchmarkCluster cluster, int size, int? atOnce = null)
    {
        await using var ofEngine = await cluster.CreateDatabaseAsync();
        await using var ofLoop = await cluster.CreateDatabaseAsync();
        await (await BenchmarkCluster.OpenAsync(ofLoop)).DisposeAsync(); // makes the tables
        await using var inbox = await BenchmarkCluster.OpenAsync(ofEngine);
        await using var loop = new RawLoop(ofLoop);
        Func<InboxEntry[], Task>[] engineWriters = [.. atOnce is { } given ? inbox.Writers(given) : inbox.Writers()];
        var loopWriters = Array.ConvertAll(engineWriters, _ => (Func<InboxEntry[], Task>)loop.AppendAsync);

        var groups = new Groups(size);
        List<double> engineTimes = [], loopTimes = [];
        for (var i = 0; i < Turn.WarmUps + Turn.Rounds; i++)
        {
            var turn = groups.Next(Turn.Deliveries / size);
            // Each goes first half of the time.
            var loopFirst = i % 2 == 0 ? await Turn.TimeAsync(turn, loopWriters) : 0;
            var engine = await Turn.TimeAsync(turn, engineWriters);
            var raw = i % 2 == 0 ? loopFirst : await Turn.TimeAsync(turn, loopWriters);
            if (i < Turn.WarmUps)
                continue;
            engineTimes.Add(engine);
            loopTimes.Add(raw);
        }

        await CheckRowsAsync(ofEngine, ofLoop);
        var ratio = loopTimes.Zip(engineTimes, (raw, engine) => raw / engine).Median();
        Console.WriteLine($"Groups of {size}, writers: {engineWriters.Length}");
        Turn.Print("raw loop", loopTimes);
        Turn.Print("engine", engineTimes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"ratio, median of rounds",-24} {ratio:F2}"));
        return ratio;
    }

    /// <summary>Throws when one of the two has left something out.</summary>
    private static async Task CheckRowsAsync(TestDatabase engine, TestDatabase loop)
    {
        const string Counts =
            """
            SELECT concat_ws(', ', (SELECT count(*) FROM delivery), (SELECT sum(length(body)) FROM payload), (SELECT count(due_at) FROM lane), (SELECT count(*) FROM handling),
                (SELECT sum(count) FROM tally), (SELECT sum(count) FROM delivery_tally))
            """;
        var (ofEngine, ofLoop) =
            (await engine.QueryAsync(Counts, row => row.GetString(0)), await loop.QueryAsync(Counts, row => row.GetString(0)));
        if (ofEngine[0] != ofLoop[0])
            throw new InvalidOperationException($"They did not store the same: {ofEngine[0]} and {ofLoop[0]}.");
    }
}
