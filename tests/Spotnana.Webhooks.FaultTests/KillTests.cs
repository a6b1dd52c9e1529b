using Spotnana.Webhooks.FaultTests.Harness;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

[Collection(FaultCollection.Name)]
public sealed class KillTests(PublishedService published, ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_was_answered_200_is_kept_and_handled_after_kill_9_again_and_again()
    {
        const int Count = 4_000;
        const int Kills = 3;
        var seed = Seed.Next(output);
        var random = new Random(seed);
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var deliveries = new Events(seed).Take(Count);
        using var sender = new Sender(secret);
        var inbox = new InboxFile(folder);

        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var service = await ServiceProcess.StartAsync(published, new(folder, secret));
            var moment = random.Next((kill - 1) * Count / Kills, kill * Count / Kills) + 1;
            sender.Ledger.AtAcknowledged(moment, service.KillHard);
            await sender.SendAsync(service.Webhook, deliveries.Where(delivery => !sender.Ledger.IsAcknowledged(delivery)));

            Assert.Equal(128 + 9, await service.WaitForExitAsync());
            output.WriteLine($"killed at {moment}, {sender.Ledger.AcknowledgedCount} acknowledged: {sender.Ledger.Describe()}");
            inbox.AssertKeeps(sender.Ledger.Acknowledged);
        }

        await using var last = await ServiceProcess.StartAsync(published, new(folder, secret));
        inbox.AssertKeeps(sender.Ledger.Acknowledged);
        await sender.SendAsync(last.Webhook, deliveries.Where(delivery => !sender.Ledger.IsAcknowledged(delivery)));

        output.WriteLine(sender.Ledger.Describe());
        Assert.Equal(Count, sender.Ledger.AcknowledgedCount);
        await inbox.WaitCompletedAsync(Count, last);
        inbox.AssertKeeps(deliveries);
    }
}
