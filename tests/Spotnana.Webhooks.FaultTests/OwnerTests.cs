using System.Net;
using Spotnana.Webhooks.FaultTests.Harness;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

[Collection(FaultCollection.Name)]
public sealed class OwnerTests(PublishedService published, ITestOutputHelper output)
{
    [Fact]
    public async Task A_second_process_on_the_same_inbox_is_live_but_not_ready_and_takes_over_when_the_first_ends()
    {
        var secret = new Secret();
        var settings = new ServiceSettings(published.NewFolder("inbox"), secret) { Environment = { ["Intake__DrainDelay"] = "00:00:00" } };
        var deliveries = new Events(Seed.Next(output)).Take(3);
        using var sender = new Sender(secret);
        await using var first = await ServiceProcess.StartAsync(published, settings);
        Assert.Equal(HttpStatusCode.OK, (await sender.SendAsync(first.Webhook, deliveries[0])).Status);

        await using var second = await ServiceProcess.StartLiveAsync(published, settings);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await second.GetAsync("/health/ready"));
        // Connection refused, or 503: anything but a 200 that nothing stands behind.
        Assert.False((await sender.SendAsync(second.Webhook, deliveries[1])).IsAcknowledged);
        Assert.Equal(HttpStatusCode.OK, await first.GetAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await second.GetAsync("/health/ready"));

        first.Terminate();
        Assert.Equal(0, await first.WaitForExitAsync());
        await second.WaitReadyAsync();
        Assert.Equal(HttpStatusCode.OK, (await sender.SendAsync(second.Webhook, deliveries[1])).Status);
        Assert.Contains("duplicate", (await sender.SendAsync(second.Webhook, deliveries[0])).Body, StringComparison.Ordinal);

        // And when the owner is killed.
        await using var third = await ServiceProcess.StartLiveAsync(published, settings);
        second.KillHard();
        await third.WaitReadyAsync();
        Assert.Equal(HttpStatusCode.OK, (await sender.SendAsync(third.Webhook, deliveries[2])).Status);
        await new InboxFile(settings.Folder).WaitCompletedAsync(deliveries.Count, third);
        new InboxFile(settings.Folder).AssertKeeps(deliveries);
    }
}
