using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Spotnana.Webhooks.FaultTests.Harness;
using Spotnana.Webhooks.TestPostgreSql;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>
/// Replicas of two releases on one PostgreSQL, under load. FAULT_TESTS_PREVIOUS names the folder of the older release's
/// published service; without it both are this one, and what is tested is the exchange of replicas. FAULT_TESTS_PHASE is how
/// many seconds each combination runs.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class RollingUpgradeTests(PublishedService published, ITestOutputHelper output)
{
    private const int Senders = 8;

    private static readonly TimeSpan _phase = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("FAULT_TESTS_PHASE"), CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : 3);

    [PostgreSqlFact]
    public async Task A_release_works_beside_the_one_before_it_and_going_back_loses_nothing()
    {
        var secret = new Secret();
        await using var cluster = await PrivateCluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(new(cluster.ConnectionString));
        await using var target = await ForwardTarget.StartAsync();
        var newer = published.Program;
        var older = Environment.GetEnvironmentVariable("FAULT_TESTS_PREVIOUS") is { Length: > 0 } folder
            ? Path.Combine(folder, Path.GetFileName(newer))
            : newer;
        var running = new ConcurrentDictionary<string, ServiceProcess>();
        var sent = new ConcurrentQueue<OutgoingDelivery>();
        using var sender = new Sender(secret);
        using var enough = new CancellationTokenSource();
        try
        {
            await StartAsync("older-1", older);
            await StartAsync("older-2", older);
            var sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(SendAsync));
            await PhaseAsync("older");

            await StartAsync("newer-1", newer); // brings the tables up to date while the others write
            await PhaseAsync("both");
            await StartAsync("newer-2", newer);
            await StopAsync("older-1");
            await StopAsync("older-2");
            await PhaseAsync("newer");

            await StartAsync("older-3", older);
            await PhaseAsync("both again");
            await StopAsync("newer-1");
            await StopAsync("newer-2");
            await PhaseAsync("older again");

            await enough.CancelAsync();
            await sending;
            await Wait.UntilAsync(
                async () => (await database.QueryAsync("SELECT count(*) FROM handling WHERE state <> 1", row => row.GetInt64(0)))[0] == 0,
                () => $"all handled.\n{string.Join('\n', running.Values.Select(service => service.Tail()))}");
        }
        finally
        {
            foreach (var service in running.Values)
                await service.DisposeAsync();
        }

        output.WriteLine($"{sent.Count} deliveries: {sender.Ledger.Describe()}");
        Assert.Equal(
            sent.Select(delivery => (delivery.Id, delivery.Sha256)).Order(),
            (await database.QueryAsync(
                "SELECT id, encode(sha256, 'hex') FROM delivery", row => (row.GetString(0), row.GetString(1).ToUpperInvariant()))).Order());
        Assert.Equal(
            sent.Select(delivery => (delivery.Id, delivery.Sha256)).Order(),
            target.Arrivals.Select(arrival => (arrival.Id, arrival.Sha256)).Order());

        async Task StartAsync(string name, string dll) =>
            running[name] = await ServiceProcess.StartAsync(published, Settings(name, secret, database, target) with { Dll = dll });

        async Task StopAsync(string name)
        {
            running[name].Terminate();
            Assert.Equal(0, await running[name].WaitForExitAsync());
            Assert.True(running.TryRemove(name, out var stopped));
            await stopped.DisposeAsync();
        }

        async Task PhaseAsync(string name)
        {
            var before = target.Arrivals.Count;
#pragma warning disable RS0030 // Time passes on purpose: each mix of releases works for a while
            await Task.Delay(_phase);
#pragma warning restore RS0030
            output.WriteLine(
                $"{name} ({string.Join(", ", running.Keys.Order())}): "
                + $"{target.Arrivals.Count - before} handled in {_phase.TotalSeconds:0} s");
        }

        async Task SendAsync(int worker)
        {
            var events = new Events(worker);
            for (var number = 0; !enough.IsCancellationRequested; number++)
            {
                var delivery = events.Next(pnrId: $"{6_100_000_000 + worker * 100 + number % 20}", bytes: 4_000);
                sent.Enqueue(delivery);
                await Wait.UntilAsync(
                    async () => running.Values.ToList() is { Count: > 0 } services
                        && (await sender.SendAsync(
                            services[Random.Shared.Next(services.Count)].Webhook, delivery)).Status is HttpStatusCode.OK,
                    () => $"{delivery.Id} answered 200");
            }
        }
    }

    private static ServiceSettings Settings(string name, Secret secret, TestDatabase database, ForwardTarget target) => new("", secret)
    {
        Environment = new()
        {
            ["Inbox__Engine"] = "PostgreSql",
            ["Inbox__PostgreSql__ConnectionString"] = database.ConnectionString,
            ["Intake__DrainDelay"] = "00:00:01",
            ["Routes__record__Forward__Url"] = target.Url,
            [$"Routes__record__Forward__Headers__{ForwardTarget.ReplicaHeader}"] = name,
        },
    };
}
