using System.Net;
using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.FaultTests.Harness;
using Spotnana.Webhooks.TestPostgreSql;
using Spotnana.Webhooks.TestProcesses;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>The service is killed while it erases a traveler, and the erasure is complete all the same.</summary>
[Collection(FaultCollection.Name)]
public sealed class ErasureTests(PublishedService published, ITestOutputHelper output)
{
    private const string Ada = "4974a66b-7493-4f41-908c-58ba81093947";
    private const string Key = "ops-0123456789abcdef";
    private const int Count = 6_000;

    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });

    [Fact]
    public async Task Killed_in_the_middle_an_erasure_goes_on_at_the_next_start_and_its_receipt_is_right()
    {
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var settings = new ServiceSettings(folder, secret) { Environment = WithKey() };
        var (ofAda, others) = Deliveries();
        using var sender = new Sender(secret);
        string id;
        await using (var service = await ServiceProcess.StartAsync(published, settings))
        {
            await SendAsync(sender, service.Webhook, [.. ofAda, .. others]);
            await new InboxFile(folder).WaitCompletedAsync(Count, service);
            id = await EraseAsync(service);
            await Wait.UntilAsync(async () => (await ReceiptAsync(service, id)).GetProperty("erased").GetInt64() > 0);
            service.KillHard();
            await service.WaitForExitAsync();
        }

        var bodies = new InboxFile(folder).Deliveries().Count(delivery => delivery.Sha256 is not null);
        output.WriteLine($"killed when {Count - bodies} of {ofAda.Count} were erased");
        Assert.InRange(bodies, others.Count + 1, Count);

        await using var next = await ServiceProcess.StartAsync(published, settings);
        await CompleteAsync(next, id, ofAda.Count);
        var left = new InboxFile(folder).Deliveries().Where(delivery => delivery.Sha256 is not null)
            .ToDictionary(one => one.Id, one => one.Sha256);
        Assert.Equal(others.ToDictionary(one => one.Id, one => (string?)one.Sha256), left);
        Assert.Equal(1, (await Tool.RunAsync("grep", ["-rqaF", Ada, folder], "/")).ExitCode);
        Assert.Equal(HttpStatusCode.Gone, await PayloadAsync(next, ofAda[0].Id));
        Assert.Equal(HttpStatusCode.OK, await PayloadAsync(next, others[0].Id));
        Assert.DoesNotContain(next.Log, line => line.Contains(Ada, StringComparison.Ordinal));
        Assert.All(sender.Ledger.Answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
    }

    [PostgreSqlFact]
    public async Task Of_two_replicas_either_may_be_killed_while_it_erases()
    {
        var secret = new Secret();
        await using var cluster = await PrivateCluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(new(cluster.ConnectionString));
        ServiceSettings Settings() => new(published.NewFolder("none"), secret)
        {
            Environment = WithKey(("Inbox__Engine", "PostgreSql"), ("Inbox__PostgreSql__ConnectionString", database.ConnectionString)),
        };

        var (ofAda, others) = Deliveries();
        using var sender = new Sender(secret);
        await using var one = await ServiceProcess.StartAsync(published, Settings());
        await using var two = await ServiceProcess.StartAsync(published, Settings());
        await SendAsync(sender, one.Webhook, [.. ofAda, .. others]);
        await WaitHandledAsync(database);
        await database.ExecuteAsync("UPDATE delivery SET stored_at = stored_at - interval '2 minutes'"); // what was stored is not news
        await Wait.UntilAsync(async () => await ReadAsync(database, "SELECT tail FROM erasure_place") >= Count);

        var id = await EraseAsync(two);
        await Wait.UntilAsync(async () => (await ReceiptAsync(two, id)).GetProperty("erased").GetInt64() > 0);
        one.KillHard();
        await one.WaitForExitAsync();
        await CompleteAsync(two, id, ofAda.Count);

        Assert.Equal(others.Count, await ReadAsync(database, "SELECT count(*) FROM payload"));
        Assert.Equal(HttpStatusCode.Gone, await PayloadAsync(two, ofAda[0].Id));
        Assert.Equal(HttpStatusCode.OK, await PayloadAsync(two, others[0].Id));
    }

    private static Dictionary<string, string> WithKey(params (string Name, string Value)[] more) => new[]
    {
        ("Management__Keys__ops__Key", Key),
        ("Management__Keys__ops__Rights__0", "read"),
        ("Management__Keys__ops__Rights__1", "payloads"),
        ("Management__Keys__ops__Rights__2", "erase"),
    }.Concat(more).ToDictionary(one => one.Item1, one => one.Item2);

    private (List<OutgoingDelivery> OfAda, List<OutgoingDelivery> Others) Deliveries()
    {
        var events = new Events(Seed.Next(output));
        return (
            [.. Enumerable.Range(0, Count / 3).Select(_ => events.Next(bytes: 2_000, note: Ada))],
            [.. Enumerable.Range(0, Count - (Count / 3)).Select(_ => events.Next(bytes: 2_000, note: "somebody else"))]);
    }

    private static async Task SendAsync(Sender sender, Uri url, List<OutgoingDelivery> deliveries)
    {
        var mixed = deliveries.ToArray();
        new Random(7).Shuffle(mixed);
        await sender.SendAsync(url, mixed);
        Assert.Equal(deliveries.Count, sender.Ledger.AcknowledgedCount);
    }

    private static Task WaitHandledAsync(TestDatabase database) =>
        Wait.UntilAsync(async () => await ReadAsync(database, "SELECT count(*) FROM delivery WHERE state <> 0") == Count);

    private static async Task<long> ReadAsync(TestDatabase database, string sql) =>
        (await database.QueryAsync(sql, row => row.GetInt64(0)))[0];

    private static async Task<string> EraseAsync(ServiceProcess service)
    {
        using var answer = await CallAsync(service, HttpMethod.Post, "/api/erasures", $$"""{"traveler":"{{Ada}}"}""");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
    }

    private static async Task CompleteAsync(ServiceProcess service, string id, int erased)
    {
        await Wait.UntilAsync(async () => (await ReceiptAsync(service, id)).TryGetProperty("completedAt", out _));
        var receipt = await ReceiptAsync(service, id);
        Assert.Equal(erased, receipt.GetProperty("erased").GetInt64());
        Assert.Equal(Count, receipt.GetProperty("scanned").GetInt64());
        Assert.Equal(0, receipt.GetProperty("waiting").GetInt64());
        Assert.Equal("ops", receipt.GetProperty("by").GetString());
    }

    private static async Task<JsonElement> ReceiptAsync(ServiceProcess service, string id)
    {
        using var answer = await CallAsync(service, HttpMethod.Get, $"/api/erasures/{id}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static async Task<HttpStatusCode> PayloadAsync(ServiceProcess service, string id)
    {
        using var answer = await CallAsync(service, HttpMethod.Get, $"/api/deliveries/{id}/payload");
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> CallAsync(ServiceProcess service, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(service.ManagementUrl, path));
        request.Headers.Add("X-Api-Key", Key);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await Client.SendAsync(request);
    }
}
