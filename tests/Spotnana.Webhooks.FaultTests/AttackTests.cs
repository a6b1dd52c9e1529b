using System.Globalization;
using System.Net;
using System.Text.Json;
using Spotnana.Webhooks.FaultTests.Harness;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>
/// Attacks by whoever holds no secret, at once with Spotnana's own traffic, in little memory and with few file descriptors. How soon the
/// answers come is printed and not asserted: that is the machine's. FAULT_TESTS_ATTACK sets how many seconds each takes.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class AttackTests(PublishedService published, ITestOutputHelper output)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("FAULT_TESTS_ATTACK"), CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : 12);

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public Task Honest_deliveries_are_stored_under_1030_bodies_that_never_end(int megabytes) => SurvivesAsync(
        megabytes, (url, record, stop) => Attack.NeverEndingBodiesAsync(url, 1_030, 255 * 1024, TimeSpan.FromSeconds(20), record, stop));

    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    public Task Honest_deliveries_are_stored_under_10000_idle_connections(int megabytes) => SurvivesAsync(
        megabytes, (url, record, stop) => Attack.IdleConnectionsAsync(url, 10_000, record, stop));

    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    public Task Honest_deliveries_are_stored_under_a_flood_of_forged_requests(int megabytes) => SurvivesAsync(
        megabytes, (url, record, stop) => Attack.ForgedFloodAsync(url, 64, record, stop));

    [Theory]
    [InlineData(512, "Warning")]
    [InlineData(1_024, "")]
    [InlineData(4_096, "")]
    public async Task With_few_file_descriptors_the_start_says_what_it_chose_and_silent_connections_harm_nobody(
        int descriptors, string level)
    {
        const int Silent = 1_275;
        var secret = new Secret();
        using var sender = new Sender(secret, connections: 8);
        var honest = new HonestTraffic(sender, new Events(Seed.Next(output)));
        var record = new AttackRecord();
        await using var service = await ServiceProcess.StartAsync(
            published, new(published.NewFolder("inbox"), secret) { Descriptors = descriptors });
        var said = Assert.Single(service.Log, line => line.Contains("connections at once on listener Webhooks", StringComparison.Ordinal));
        output.WriteLine(said);
        Assert.Equal(level, JsonDocument.Parse(said).RootElement.TryGetProperty("@l", out var written) ? written.GetString() : "");

        using var stop = new CancellationTokenSource();
        var attacking = Attack.IdleConnectionsAsync(service.Url, Silent, record, stop.Token);
        await Wait.UntilAsync(() => record["opened"] >= Silent);
        await honest.SendAsync(service.Webhook, TimeSpan.FromSeconds(3));
        await stop.CancelAsync();
        await attacking;

        output.WriteLine($"{honest.Describe()}; attack: {record}");
        Assert.False(service.HasExited, service.Tail());
        Assert.Equal(1, honest.ShareAcknowledged);
    }

    [Fact]
    public async Task With_hardly_a_file_descriptor_left_the_service_ends_idle_connections_says_so_and_goes_on()
    {
        var secret = new Secret();
        using var sender = new Sender(secret, connections: 1);
        var events = new Events(Seed.Next(output));
        var record = new AttackRecord();
        await using var service = await ServiceProcess.StartAsync(published, new(published.NewFolder("inbox"), secret));
        Assert.Equal(HttpStatusCode.OK, (await sender.SendAsync(service.Webhook, events.Next())).Status);

        await service.LimitDescriptorsAsync(more: 80);
        using var stop = new CancellationTokenSource();
        var attacking = Attack.IdleConnectionsAsync(service.Url, 100, record, stop.Token);
        await Wait.UntilAsync(() => service.Log.Count(line => line.Contains("cannot accept a connection", StringComparison.Ordinal)) > 1);
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.OK, (await sender.SendAsync(service.Webhook, events.Next())).Status);
        using var newcomer = new Sender(secret, connections: 1);
        await Wait.UntilAsync(async () => (await newcomer.SendAsync(service.Webhook, events.Next())).IsAcknowledged);
        await stop.CancelAsync();
        await attacking;

        output.WriteLine($"{record}; log lines: {service.Log.Count}");
        Assert.False(service.HasExited, service.Tail());
        await service.WaitReadyAsync();
    }

    /// <summary>The README's figures of Intake:MaxBufferedBytes come from what this prints.</summary>
    [Theory]
    [InlineData(3_000_000, 40)]
    [InlineData(255_000, 200)]
    [InlineData(50_000, 1_000)]
    public async Task A_byte_of_an_unfinished_body_takes_a_few_bytes_of_memory_at_most(int bytes, int bodies)
    {
        var record = new AttackRecord();
        await using var service = await ServiceProcess.StartAsync(published, new(published.NewFolder("inbox"), new Secret())
        {
            Environment = new() { ["Intake__MaxBufferedBytes"] = "536870912" },
        });
        var (before, held) = (service.ResidentMegabytes, bytes / (double)(1 << 20) * bodies);

        using var stop = new CancellationTokenSource();
        var attacking = Attack.NeverEndingBodiesAsync(service.Url, bodies, bytes, TimeSpan.FromMinutes(1), record, stop.Token);
        await Wait.UntilAsync(() => service.ResidentMegabytes - before >= held * 0.95);
        await Wait.UntilAsync(() => record["held"] >= bodies);
        var growth = service.PeakMegabytes - before;
        await stop.CancelAsync();
        await attacking;

        output.WriteLine($"{bodies} bodies of {bytes} bytes: {growth} MB for {held:0.0} MB, {growth / held:0.0} bytes for each");
        Assert.True(growth < held * 4, $"{growth} MB for {held:0.0} MB\n{service.Tail()}");
    }

    private async Task SurvivesAsync(int megabytes, Func<Uri, AttackRecord, CancellationToken, Task> attack)
    {
        var secret = new Secret();
        using var sender = new Sender(secret, connections: 64);
        var honest = new HonestTraffic(sender, new Events(Seed.Next(output)));
        var record = new AttackRecord();
        var folder = published.NewFolder("inbox");
        await using var service = await ServiceProcess.StartAsync(published, new(folder, secret)
        {
            Descriptors = 1024,
            Megabytes = megabytes,
        });

        using var stop = new CancellationTokenSource();
        var attacking = attack(service.Url, record, stop.Token);
        await honest.SendAsync(service.Webhook, Duration);
        var probe = await service.GetAsync("/health/live");
        await stop.CancelAsync();
        await attacking;

        output.WriteLine($"{megabytes} MB: {honest.Describe()}");
        output.WriteLine($"attack: {record}; log lines: {service.Log.Count}");
        Assert.False(service.HasExited, service.Tail());
        output.WriteLine($"peak: {service.PeakMegabytes} MB");
        Assert.True(honest.ShareAcknowledged >= 0.99, $"{honest.Describe()}\n{service.Tail()}");
        Assert.Equal(HttpStatusCode.OK, probe);
        await service.WaitReadyAsync();
        new InboxFile(folder).AssertKeeps(sender.Ledger.Acknowledged);
    }
}
