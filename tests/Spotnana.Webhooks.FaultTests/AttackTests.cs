using System.Globalization;
using System.Net;
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
    /// <summary>What the runtime makes of a container's limit: three quarters of it are for its heap.</summary>
    private const double HeapShare = 0.75;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("FAULT_TESTS_ATTACK"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 12);

    [Theory]
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
            Environment = { ["DOTNET_GCHeapHardLimit"] = ((long)(megabytes * HeapShare) << 20).ToString("x", CultureInfo.InvariantCulture) },
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
