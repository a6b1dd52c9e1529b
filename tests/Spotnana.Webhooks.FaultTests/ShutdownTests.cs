using System.Diagnostics;
using System.Net;
using Spotnana.Webhooks.FaultTests.Harness;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

[Collection(FaultCollection.Name)]
public sealed class ShutdownTests(PublishedService published, ITestOutputHelper output)
{
    // Longer than a slow machine stands still.
    private static readonly TimeSpan DrainDelay = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task After_SIGTERM_under_load_it_is_unready_at_once_answers_200_through_the_drain_delay_and_ends_with_0()
    {
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var events = new Events(Seed.Next(output));
        using var sender = new Sender(secret);
        using var newcomer = new Sender(secret, connections: 1);
        await using var service = await ServiceProcess.StartAsync(published, new(folder, secret)
        {
            Environment = { ["Intake__DrainDelay"] = DrainDelay.ToString("c") },
        });
        var load = sender.SendAsync(service.Webhook, Endless(events));
        await Wait.UntilAsync(() => sender.Ledger.AcknowledgedCount > 200, () => $"load, but {sender.Ledger.Describe()}");

        var terminated = Stopwatch.GetTimestamp();
        service.Terminate();
        HttpStatusCode? ready = null;
        await Wait.UntilAsync(
            async () => (ready = await service.GetAsync("/health/ready")) is not HttpStatusCode.OK, () => $"not ready, but {ready}");
        var notReady = Stopwatch.GetElapsedTime(terminated);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        // The load balancer does not know yet: a new connection is still served.
        var late = await newcomer.SendAsync(service.Webhook, events.Next());
        Assert.Equal(HttpStatusCode.OK, late.Status);

        await load;
        var exitCode = await service.WaitForExitAsync();
        var ended = Stopwatch.GetElapsedTime(terminated);
        var drained = sender.Ledger.Answers.Where(answer => Stopwatch.GetElapsedTime(terminated, answer.At) < DrainDelay).ToList();
        var rest = sender.Ledger.Answers.Except(drained).ToList();
        output.WriteLine(
            $"not ready after {notReady.TotalSeconds:0.00} s, ended with {exitCode} after {ended.TotalSeconds:0.00} s; "
            + $"{sender.Ledger.Describe()}, {rest.Count} of them after the drain delay");

        Assert.Equal(0, exitCode);
        Assert.True(ended < TimeSpan.FromSeconds(30), $"It took {ended.TotalSeconds:0.0} s to end.\n{service.Tail()}");
        Assert.All(drained, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.All(rest, answer => Assert.True(
            answer.Status is null or HttpStatusCode.OK || answer is { Status: HttpStatusCode.ServiceUnavailable, HasRetryAfter: true },
            $"After the drain delay: {answer}"));
        new InboxFile(folder).AssertKeeps([.. sender.Ledger.Acknowledged, .. newcomer.Ledger.Acknowledged]);
    }

    [Fact]
    public async Task At_SIGHUP_it_drains_and_ends_with_0_and_a_second_one_does_not_end_it_earlier()
    {
        var secret = new Secret();
        using var sender = new Sender(secret, connections: 1);
        await using var service = await ServiceProcess.StartAsync(published, new(published.NewFolder("inbox"), secret)
        {
            Environment = { ["Intake__DrainDelay"] = DrainDelay.ToString("c") },
            HearsHangUps = true,
        });

        service.HangUp();
        HttpStatusCode? ready = null;
        await Wait.UntilAsync(
            async () => (ready = await service.GetAsync("/health/ready")) is not HttpStatusCode.OK, () => $"not ready, but {ready}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        service.HangUp();

        Assert.Equal(HttpStatusCode.OK, (await sender.SendAsync(service.Webhook, new Events(Seed.Next(output)).Next())).Status);
        Assert.Equal(0, await service.WaitForExitAsync());
    }

    private static IEnumerable<OutgoingDelivery> Endless(Events events)
    {
        while (true)
            yield return events.Next(bytes: 1_000);
    }
}
