using System.Net;
using Spotnana.Webhooks.FaultTests.Harness;

namespace Spotnana.Webhooks.FaultTests;

[Collection(FaultCollection.Name)]
public sealed class LogTests(PublishedService published)
{
    [Fact]
    public async Task What_the_audit_says_is_written_before_the_answer_and_outlives_kill_9()
    {
        await using var service = await ServiceProcess.StartAsync(published, new(published.NewFolder("inbox"), new Secret()));
        using var client = new HttpClient { BaseAddress = service.ManagementUrl };

        using var answer = await client.PostAsync(new Uri("/api/handlers/log/pause", UriKind.Relative), content: null);
        service.KillHard();

        await service.WaitForExitAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(
            service.Log, line => line.Contains("\"Audit\"", StringComparison.Ordinal) && line.Contains("paused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_that_nobody_reads_any_more_does_not_keep_it_from_taking_deliveries_and_ending_with_0()
    {
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var deliveries = new Events(seed: 13).Take(200);
        using var sender = new Sender(secret);
        await using var service = await ServiceProcess.StartAsync(published, new(folder, secret)
        {
            Lines = 1,
            Environment = { ["Intake__DrainDelay"] = "00:00:00" },
        });

        await sender.SendAsync(service.Webhook, deliveries);
        Assert.Equal(deliveries.Count, sender.Ledger.AcknowledgedCount);

        service.Terminate();
        Assert.Equal(0, await service.WaitForExitAsync());
        new InboxFile(folder).AssertKeeps(deliveries);
    }
}
