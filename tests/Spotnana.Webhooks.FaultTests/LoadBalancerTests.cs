using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Spotnana.Webhooks.FaultTests.Harness;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>
/// A stop behind a load balancer, which asks the readiness probe now and then and stops sending some time after it fails.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class LoadBalancerTests(PublishedService published, ITestOutputHelper output)
{
    private const int FailedProbes = 4;

    private static readonly TimeSpan DrainDelay = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task After_SIGTERM_what_a_load_balancer_sends_until_its_probe_fails_gets_200_and_never_a_reset()
    {
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var events = new Events(Seed.Next(output));
        using var sender = new Sender(secret);
        await using var service = await StartAsync(folder, secret, DrainDelay);
        using var running = new CancellationTokenSource();
        var load = sender.SendAsync(service.Webhook, WhileReady());
        await Wait.UntilAsync(() => sender.Ledger.AcknowledgedCount > 200, () => $"load, but {sender.Ledger.Describe()}");

        var terminated = Stopwatch.GetTimestamp();
        var sentBefore = sender.Ledger.Answers.Count;
        service.Terminate();
#pragma warning disable RS0030 // Time passes on purpose: a load balancer probes at intervals
        for (var failed = 0; failed < FailedProbes; failed += await service.GetAsync("/health/ready") is HttpStatusCode.OK ? 0 : 1)
            await Task.Delay(ProbePause);
#pragma warning restore RS0030
        await running.CancelAsync();
        await load;
        var stoppedSending = Stopwatch.GetElapsedTime(terminated);
        // The connections stay open, as a load balancer keeps them.
        var exitCode = await service.WaitForExitAsync();
        var ended = Stopwatch.GetElapsedTime(terminated);

        output.WriteLine(
            $"stopped sending after {stoppedSending.TotalSeconds:0.00} s, ended with {exitCode} after {ended.TotalSeconds:0.00} s; "
            + sender.Ledger.Describe());
        Assert.All(sender.Ledger.Answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.True(sender.Ledger.Answers.Count > sentBefore, "Nothing was sent after SIGTERM.");
        Assert.Equal(0, exitCode);
        Assert.InRange(ended, DrainDelay - TimeSpan.FromSeconds(1), LongestStop);
        new InboxFile(folder).AssertKeeps(sender.Ledger.Acknowledged);

        IEnumerable<OutgoingDelivery> WhileReady()
        {
            while (!running.IsCancellationRequested)
                yield return events.Next(bytes: 1_000);
        }
    }

    [Fact]
    public async Task Clients_that_trickle_their_request_do_not_hold_up_the_stop()
    {
        var secret = new Secret();
        await using var service = await StartAsync(published.NewFolder("inbox"), secret, TimeSpan.Zero);
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var head = "POST /webhooks/spotnana HTTP/1.1\r\nHost: x\r\nAPI-Version: 2.0\r\nx-spotnana-webhook-id: held\r\n"
            + $"x-spotnana-webhook-timestamp: {timestamp}\r\n"
            + $"x-spotnana-webhook-signature: {secret.Sign("held", timestamp, [])}\r\nContent-Length: 1000000\r\n\r\n";
        using var stop = new CancellationTokenSource();
        var held = new List<TcpClient>();
        foreach (var beginning in (string[])["POST /webhooks/spotnana HTTP/1.1\r\nX-A: ", head])
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, service.Url.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));
            held.Add(client);
        }

        // Fast enough for the minimum rate of bodies: by themselves these could go on for a long time.
        var trickle = Task.WhenAll(held.Select(client => TrickleAsync(client, stop.Token)));
        var terminated = Stopwatch.GetTimestamp();
        service.Terminate();
        var exitCode = await service.WaitForExitAsync();
        var ended = Stopwatch.GetElapsedTime(terminated);
        await stop.CancelAsync();
        await trickle;
        held.ForEach(client => client.Dispose());

        output.WriteLine($"ended with {exitCode} after {ended.TotalSeconds:0.00} s");
        Assert.Equal(0, exitCode);
        Assert.True(ended < TimeSpan.FromSeconds(12), $"It took {ended.TotalSeconds:0.0} s to end.\n{service.Tail()}");
    }

    private static async Task TrickleAsync(TcpClient client, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await client.GetStream().WriteAsync("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"u8.ToArray(), stop);
#pragma warning disable RS0030 // Time passes on purpose: this is the client that trickles
                await Task.Delay(TimeSpan.FromMilliseconds(100), stop);
#pragma warning restore RS0030
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // cut, as it should be
        }
    }

    private Task<ServiceProcess> StartAsync(string folder, Secret secret, TimeSpan drainDelay) => ServiceProcess.StartAsync(
        published, new(folder, secret) { Environment = { ["Intake__DrainDelay"] = drainDelay.ToString("c") } });
}
