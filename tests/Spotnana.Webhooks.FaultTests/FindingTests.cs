using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.FaultTests.Harness;
using Spotnana.Webhooks.TestPostgreSql;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>The service is killed while it writes the keys of deliveries, and each of them is found by its own.</summary>
[Collection(FaultCollection.Name)]
public sealed class FindingTests(PublishedService published, ITestOutputHelper output)
{
    private const int Count = 6_000;
    private const string PlaceSql = "SELECT keys FROM erasure_place";

    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });

    [Fact]
    public async Task Killed_again_and_again_while_keys_are_written_the_service_finds_each_delivery_by_its_key()
    {
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var settings = new ServiceSettings(folder, secret);
        using var sender = new Sender(secret);
        var bookings = Bookings();
        await using (var service = await ServiceProcess.StartAsync(published, settings))
        {
            await sender.SendAsync(service.Webhook, bookings.Values);
            Assert.Equal(Count, sender.Ledger.AcknowledgedCount);
            await KillAsync(service);
        }

        // All keys have to be written anew, as after an upgrade.
        Execute(folder, "DELETE FROM delivery_key; UPDATE erasure_place SET keys = 0");
        for (var kill = 1; kill <= 3; kill++)
        {
            await using var service = await ServiceProcess.StartAsync(published, settings);
            var before = Read(folder, PlaceSql);
            await Wait.UntilAsync(() => Read(folder, PlaceSql) > before);
            await KillAsync(service);
            output.WriteLine($"kill {kill} at {Read(folder, PlaceSql)}");
            if (kill == 1)
                Assert.InRange(Read(folder, PlaceSql), 1, Count - 1);
        }

        await using var next = await ServiceProcess.StartAsync(published, settings);
        await Wait.UntilAsync(() => Read(folder, PlaceSql) == Count);
        await FindsAllAsync(next, bookings);
        Assert.Equal(Count, Read(folder, "SELECT count(DISTINCT delivery) FROM delivery_key"));
        Assert.Equal(Count, Read(folder, "SELECT count(*) FROM delivery_key WHERE is_id = 1"));
    }

    [PostgreSqlFact]
    public async Task Of_two_replicas_either_may_be_killed_while_it_writes_keys()
    {
        var secret = new Secret();
        await using var cluster = await PrivateCluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(new(cluster.ConnectionString));
        ServiceSettings Settings() => new(published.NewFolder("none"), secret)
        {
            Environment = new() { ["Inbox__Engine"] = "PostgreSql", ["Inbox__PostgreSql__ConnectionString"] = database.ConnectionString },
        };

        var bookings = Bookings();
        using var sender = new Sender(secret);
        await using var one = await ServiceProcess.StartAsync(published, Settings());
        await using var two = await ServiceProcess.StartAsync(published, Settings());
        await sender.SendAsync(one.Webhook, bookings.Values);
        Assert.Equal(Count, sender.Ledger.AcknowledgedCount);
        one.KillHard();
        await one.WaitForExitAsync();

        await FindsAllAsync(two, bookings); // those that have no keys yet, too
        await database.ExecuteAsync("UPDATE delivery SET stored_at = stored_at - interval '2 minutes'"); // what was stored is not news
        await Wait.UntilAsync(async () => (await database.QueryAsync(PlaceSql, row => row.GetInt64(0)))[0] >= Count);
        await FindsAllAsync(two, bookings);
    }

    private Dictionary<string, OutgoingDelivery> Bookings()
    {
        var events = new Events(Seed.Next(output));
        return Enumerable.Range(0, Count).ToDictionary(i => $"BOOKING-{i}", i => events.Next(pnrId: $"booking-{i}", bytes: 1_000));
    }

    private static async Task KillAsync(ServiceProcess service)
    {
        service.KillHard();
        await service.WaitForExitAsync();
    }

    private static async Task FindsAllAsync(ServiceProcess service, Dictionary<string, OutgoingDelivery> bookings) =>
        await Parallel.ForEachAsync(bookings, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (booking, cancellationToken) =>
        {
            var found = new List<string?>();
            for (string? next = "null"; next is not null;)
            {
                using var content = new StringContent($$"""{"key":"{{booking.Key}}","cursor":{{next}}}""", Encoding.UTF8);
                using var answer = await Client.PostAsync(
                    new Uri(service.ManagementUrl, "/api/deliveries/find"), content, cancellationToken);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                var page = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)).RootElement;
                found.AddRange(page.GetProperty("deliveries").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
                next = page.TryGetProperty("next", out var cursor) ? $"\"{cursor.GetString()}\"" : null;
            }

            Assert.Equal([booking.Value.Id], found);
        });

    private static long Read(string folder, string sql) => (long)Connected(folder, sql, command => command.ExecuteScalar()!);

    private static void Execute(string folder, string sql) => Connected(folder, sql, command => command.ExecuteNonQuery());

    private static T Connected<T>(string folder, string sql, Func<SqliteCommand, T> use)
    {
        using var connection = new SqliteConnection($"Data Source={InboxFile.PathIn(folder)};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        return use(command);
    }
}
