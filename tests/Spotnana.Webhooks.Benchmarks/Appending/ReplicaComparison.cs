using Spotnana.Webhooks.PostgreSql;

namespace Spotnana.Webhooks.Benchmarks.Appending;

/// <summary>Appends to one database by one, two and three replicas, in turns.</summary>
internal static class ReplicaComparison
{
    private const int Most = 3;

    public static async Task RunAsync(BenchmarkCluster cluster)
    {
        await using var database = await cluster.CreateDatabaseAsync();
        var replicas = new List<PostgreSqlInbox>();
        for (var i = 0; i < Most; i++)
            replicas.Add(await BenchmarkCluster.OpenAsync(database));

        var groups = new Groups(Turn.FullGroup);
        var times = Enumerable.Range(1, Most).ToDictionary(count => count, _ => new List<double>());
        for (var i = 0; i < Turn.WarmUps + Turn.Rounds; i++)
        {
            foreach (var (count, ofCount) in times)
            {
                var time = await Turn.TimeAsync(
                    groups.Next(Turn.Deliveries / groups.Size), replicas.Take(count).SelectMany(replica => replica.Writers()));
                if (i >= Turn.WarmUps)
                    ofCount.Add(time);
            }
        }

        Console.WriteLine($"Groups of {groups.Size}, all replicas on this machine:");
        foreach (var (count, ofCount) in times)
            Turn.Print($"replicas: {count}", ofCount);
        foreach (var replica in replicas)
            await replica.DisposeAsync();
    }
}
