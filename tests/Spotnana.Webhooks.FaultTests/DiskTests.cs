using System.Net;
using Spotnana.Webhooks.FaultTests.Harness;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

[Collection(FaultCollection.Name)]
public sealed class DiskTests(PublishedService published, ITestOutputHelper output)
{
    [Fact]
    public async Task While_the_disk_is_full_the_answer_is_503_and_afterwards_200_again_without_a_restart()
    {
        var secret = new Secret();
        var events = new Events(Seed.Next(output));
        IReadOnlyList<OutgoingDelivery> before = events.Take(100), during = events.Take(20), after = events.Take(100);
        using var sender = new Sender(secret);
        var disk = await PowerCut.WatchAsync(published, published.NewFolder("inbox"));
        var settings = new ServiceSettings(disk.Folder, secret) { Environment = disk.Environment() };
        await using var service = await ServiceProcess.StartAsync(published, settings);
        await sender.SendAsync(service.Webhook, before);
        Assert.Equal(before.Count, sender.Ledger.AcknowledgedCount);

        disk.IsDiskFull = true;
        foreach (var delivery in during)
        {
            var answer = await sender.SendAsync(service.Webhook, delivery);
            Assert.True(answer is { Status: HttpStatusCode.ServiceUnavailable, HasRetryAfter: true }, $"{answer}\n{service.Tail()}");
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await service.GetAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await service.GetAsync("/health/live"));

        disk.IsDiskFull = false;
        await service.WaitReadyAsync();
        await sender.SendAsync(service.Webhook, [.. during, .. after]);
        output.WriteLine(sender.Ledger.Describe());
        Assert.Equal(before.Count + during.Count + after.Count, sender.Ledger.AcknowledgedCount);
        var inbox = new InboxFile(disk.Folder);
        await inbox.WaitCompletedAsync(sender.Ledger.AcknowledgedCount, service);

        service.KillHard();
        await service.WaitForExitAsync();
        disk.AssertFollowed();
        await using var again = await ServiceProcess.StartAsync(published, new(disk.Shadow, secret));
        new InboxFile(disk.Shadow).AssertKeeps(sender.Ledger.Acknowledged);
    }
}
