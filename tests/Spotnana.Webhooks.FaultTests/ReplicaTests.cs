using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Spotnana.Webhooks.FaultTests.Harness;
using Spotnana.Webhooks.TestPostgreSql;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>Three replicas on one PostgreSQL. Every few seconds one is killed, and twice the database is.</summary>
[Collection(FaultCollection.Name)]
public sealed class ReplicaTests(PublishedService published, ITestOutputHelper output)
{
    private const int Count = 10_000;
    private const int Subjects = 1_000;
    private const int RouteConcurrency = 8;

    private static readonly TimeSpan _betweenKills = TimeSpan.FromSeconds(4);

    [PostgreSqlFact]
    public async Task Whatever_is_killed_each_200_is_kept_and_handled_and_nothing_twice_but_what_was_in_flight()
    {
        var seed = Seed.Next(output);
        var random = new Random(seed);
        var secret = new Secret();
        await using var cluster = await PrivateCluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(new(cluster.ConnectionString));
        await using var target = await ForwardTarget.StartAsync();
        await using var replicas = await Replicas.StartAsync(published, 3, name => Settings(name, secret, database, target));
        var events = new Events(seed);
        var deliveries = Enumerable.Range(0, Count).Select(i => events.Next(pnrId: SubjectOf(i), bytes: 4_000)).ToList();
        var acknowledged = new ConcurrentDictionary<string, DateTimeOffset>();
        using var sender = new Sender(secret);

        var sending = SprayAsync(sender, replicas, Shuffled(deliveries, random), acknowledged, seed);
        var restarts = 0;
        while (!sending.IsCompleted)
        {
#pragma warning disable RS0030 // Time passes on purpose: between two kills the replicas get something done
            await Task.WhenAny(sending, Task.Delay(_betweenKills));
#pragma warning restore RS0030
            if (restarts < 2 && acknowledged.Count > (restarts + 1) * Count / 3)
            {
                restarts++;
                await cluster.CrashAsync();
                await cluster.RestartAsync();
                output.WriteLine($"PostgreSQL restarted at {acknowledged.Count} acknowledged");
            }

            if (!sending.IsCompleted)
                await replicas.KillAsync(random.Next(3));
        }

        await sending;
        output.WriteLine($"{replicas.Kills.Count} kills, {restarts} restarts of PostgreSQL: {sender.Ledger.Describe()}");
        Assert.Equal((2, Count), (restarts, acknowledged.Count));
        await WaitAllHandledAsync(database, replicas);

        Assert.Equal(
            deliveries.Select(sent => (sent.Id, sent.Sha256)).Order(),
            (await database.QueryAsync(
                "SELECT id, encode(sha256, 'hex') FROM delivery", row => (row.GetString(0), row.GetString(1).ToUpperInvariant()))).Order());
        var arrivals = target.Arrivals.ToLookup(arrival => arrival.Id);
        Assert.All(deliveries, sent => Assert.Contains(arrivals[sent.Id], arrival => arrival.Sha256 == sent.Sha256));
        AssertOnlyInFlightTwice(arrivals, replicas.Kills);
        var leased = (await database.QueryAsync(
            "SELECT id, min(started_at) FROM attempt JOIN delivery ON delivery.seq = attempt.delivery GROUP BY id",
            row => (Id: row.GetString(0), At: row.GetFieldValue<DateTimeOffset>(1))))
            .ToDictionary(attempt => attempt.Id, attempt => attempt.At);
        AssertOrder(deliveries, arrivals, acknowledged, leased);
        replicas.AssertAlive();
    }

    private static string SubjectOf(int number) => (6_100_000_000 + number % Subjects).ToString(CultureInfo.InvariantCulture);

    private static ServiceSettings Settings(string name, Secret secret, TestDatabase database, ForwardTarget target) => new("", secret)
    {
        Environment = new()
        {
            ["Inbox__Engine"] = "PostgreSql",
            ["Inbox__PostgreSql__ConnectionString"] = database.ConnectionString,
            ["Dispatch__LeaseDuration"] = "00:00:20",
            ["Dispatch__MaxLostAttempts"] = "1000",
            ["Routes__record__Forward__Url"] = target.Url,
            ["Routes__record__Forward__Concurrency"] = RouteConcurrency.ToString(CultureInfo.InvariantCulture),
            [$"Routes__record__Forward__Headers__{ForwardTarget.ReplicaHeader}"] = name,
        },
    };

    /// <summary>Out of order within a few hundred, and every tenth twice.</summary>
    private static List<OutgoingDelivery> Shuffled(List<OutgoingDelivery> deliveries, Random random) =>
    [
        .. deliveries.Select((delivery, i) => (delivery, Key: i + random.Next(300)))
            .Concat(deliveries.Where((_, i) => i % 10 == 0).Select((delivery, i) => (delivery, Key: i * 10 + random.Next(600))))
            .OrderBy(pair => pair.Key).Select(pair => pair.delivery),
    ];

    /// <summary>Each delivery goes to one replica after the other until it is answered 200, as through a load balancer.</summary>
    private static async Task SprayAsync(
        Sender sender, Replicas replicas, List<OutgoingDelivery> deliveries, ConcurrentDictionary<string, DateTimeOffset> acknowledged,
        int seed) =>
        await Parallel.ForEachAsync(
            deliveries.Index(), new ParallelOptions { MaxDegreeOfParallelism = 24 }, async (item, cancellationToken) =>
            {
                var (number, delivery) = item;
                await Wait.UntilAsync(
                    async () =>
                    {
                        var urls = replicas.Webhooks;
                        var answer = await sender.SendAsync(urls[(seed + number++ & int.MaxValue) % urls.Count], delivery);
                        if (answer.Status is not HttpStatusCode.OK)
                            return false;
                        acknowledged.TryAdd(delivery.Id, DateTimeOffset.UtcNow);
                        return true;
                    },
                    () => $"{delivery.Id} answered 200.\n{replicas.Tail()}");
            });

    private static async Task WaitAllHandledAsync(TestDatabase database, Replicas replicas)
    {
        var pending = 0L;
        await Wait.UntilAsync(
            async () => (pending = (await database.QueryAsync(
                "SELECT count(*) FROM handling WHERE state <> 1", row => row.GetInt64(0)))[0]) == 0,
            () => $"all handled, {pending} are not.\n{replicas.Tail()}");
    }

    /// <summary>
    /// Only what a replica had in hand when it was killed may be handled twice, and that is no more than it may handle at once.
    /// </summary>
    private void AssertOnlyInFlightTwice(ILookup<string, ForwardTarget.Arrival> arrivals, IReadOnlyList<Replicas.Kill> kills)
    {
        var repeated = 0;
        foreach (var (before, after) in arrivals.SelectMany(of => of.Zip(of.Skip(1))))
        {
            repeated++;
            Assert.True(
                kills.Any(kill => kill.Replica == before.Replica && kill.At > before.At && kill.At < after.At),
                $"{before.Id} was handled by {before.Replica} and {Stopwatch.GetElapsedTime(before.At, after.At).TotalSeconds:0.0} s "
                    + $"later by {after.Replica}, with no kill of the first between them.");
        }

        output.WriteLine($"handled twice: {repeated}, at most {kills.Count * RouteConcurrency} can have been in flight");
        Assert.InRange(repeated, 0, kills.Count * RouteConcurrency);
    }

    // A handling is chosen when it is leased, however much later it arrives. The database's clock is this machine's.
    private static void AssertOrder(
        List<OutgoingDelivery> deliveries, ILookup<string, ForwardTarget.Arrival> arrivals,
        ConcurrentDictionary<string, DateTimeOffset> acknowledged, Dictionary<string, DateTimeOffset> leased)
    {
        foreach (var lane in deliveries.Index().GroupBy(sent => SubjectOf(sent.Index), sent => sent.Item.Id))
        {
            var inOrder = lane.ToList();
            for (var earlier = 0; earlier < inOrder.Count; earlier++)
            {
                var began = arrivals[inOrder[earlier]].First().At;
                foreach (var later in inOrder.Skip(earlier + 1).Select(id => arrivals[id].First()).Where(later => later.At < began))
                    Assert.True(
                        leased[later.Id] <= acknowledged[inOrder[earlier]],
                        $"{inOrder[earlier]} waited already when {later.Id} was leased before it.");
            }
        }
    }
}
