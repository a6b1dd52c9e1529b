using System.Diagnostics;
using System.Net;
using Spotnana.Webhooks.FaultTests.Harness;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

[Collection(FaultCollection.Name)]
public sealed class LoadTests(PublishedService published, ITestOutputHelper output)
{
    [Fact]
    public async Task Five_thousand_deliveries_at_64_connections_are_all_answered_200_kept_and_handled()
    {
        const int Count = 5_000;
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var deliveries = new Events(Seed.Next(output)).Take(Count);
        using var sender = new Sender(secret, connections: 64);
        await using var service = await ServiceProcess.StartAsync(published, new(folder, secret));

        var watch = Stopwatch.StartNew();
        await sender.SendAsync(service.Webhook, deliveries);
        var answered = watch.Elapsed;

        output.WriteLine($"{sender.Ledger.Describe()} in {answered.TotalSeconds:0.00} s: {Count / answered.TotalSeconds:0} a second");
        Assert.Equal(Count, sender.Ledger.Answers.Count);
        Assert.All(sender.Ledger.Answers, answer =>
        {
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal($$"""{"status":"accepted","id":"{{answer.Id}}"}""", answer.Body);
        });

        var inbox = new InboxFile(folder);
        await inbox.WaitCompletedAsync(Count, service);
        output.WriteLine($"all handled after {watch.Elapsed.TotalSeconds:0.00} s");
        inbox.AssertKeeps(deliveries);
    }

    [Fact]
    public async Task One_operation_with_a_null_character_among_100_deliveries_is_kept_and_harms_none_of_them()
    {
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var events = new Events(Seed.Next(output));
        List<OutgoingDelivery> deliveries = [.. events.Take(50), events.Next(operation: @"BOOKING\u0000TICKETED"), .. events.Take(50)];
        using var sender = new Sender(secret, connections: deliveries.Count);
        await using var service = await ServiceProcess.StartAsync(published, new(folder, secret));

        await Task.WhenAll(deliveries.Select(delivery => sender.SendAsync(service.Webhook, delivery)));

        output.WriteLine(sender.Ledger.Describe());
        Assert.Equal(101, sender.Ledger.Answers.Count(answer => answer.IsAcknowledged));
        var inbox = new InboxFile(folder);
        await inbox.WaitCompletedAsync(101, service);
        inbox.AssertKeeps(deliveries);
    }
}
