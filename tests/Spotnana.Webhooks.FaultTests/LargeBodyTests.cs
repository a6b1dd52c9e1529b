using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Spotnana.Webhooks.FaultTests.Harness;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

[Collection(FaultCollection.Name)]
public sealed class LargeBodyTests(PublishedService published, ITestOutputHelper output)
{
    private const int Attackers = 150;
    private const int Body = 4 * 1024 * 1024;
    private const int Budget = 32 * 1024 * 1024;
    private const int Heap = 160 * 1024 * 1024;

    private static readonly byte[] Filler = new byte[64 * 1024];

    /// <summary>
    /// The heap of the process is limited, so that a service without a bound of its own would die: the bodies come to four times as much.
    /// </summary>
    [Fact]
    public async Task Many_large_bodies_at_once_get_503_in_bounded_memory_and_small_deliveries_still_pass()
    {
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var events = new Events(Seed.Next(output));
        using var sender = new Sender(secret, connections: 4);
        await using var service = await ServiceProcess.StartAsync(published, new(folder, secret)
        {
            Environment =
            {
                ["Intake__MaxBufferedBytes"] = Budget.ToString(CultureInfo.InvariantCulture),
                ["DOTNET_GCHeapHardLimit"] = Heap.ToString("x", CultureInfo.InvariantCulture),
            },
        });

        // All but the last byte of each, so that whatever is held is held at the same time.
        var small = events.Take(200, bytes: 2_000);
        using var stop = new CancellationTokenSource();
        var answers = new ConcurrentQueue<string>();
        var attack = Task.WhenAll(Enumerable.Range(0, Attackers)
            .Select(number => Task.Run(async () => answers.Enqueue(await AttackAsync(service.Url, number, stop.Token)))));
        await Wait.UntilAsync(() => answers.Contains("503"), () => $"a 503, but {string.Join(", ", answers)}");
        await sender.SendAsync(service.Webhook, small);
        await stop.CancelAsync();
        await attack;

        output.WriteLine(string.Join(", ", answers.GroupBy(answer => answer).Select(group => $"{group.Count()} x {group.Key}")));
        output.WriteLine(sender.Ledger.Describe());
        Assert.True(
            sender.Ledger.Answers.All(answer => answer.IsAcknowledged) && !service.HasExited,
            $"{sender.Ledger.Describe()}\n{service.Tail()}");
        Assert.All(sender.Ledger.Answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Contains("503", answers);
        Assert.DoesNotContain("500", answers);
        Assert.DoesNotContain(service.Log, line => line.Contains("OutOfMemory", StringComparison.Ordinal));

        // Afterwards there is room again.
        var large = events.Next(bytes: 3_000_000);
        Assert.Equal(HttpStatusCode.OK, (await sender.SendAsync(service.Webhook, large)).Status);
        new InboxFile(folder).AssertKeeps([.. small, large]);
    }

    /// <summary>The status of the answer, or why there was none.</summary>
    private static async Task<string> AttackAsync(Uri url, int number, CancellationToken stop)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, url.Port, CancellationToken.None);
            var stream = client.GetStream();
            var head = $"POST /webhooks/spotnana HTTP/1.1\r\nHost: x\r\nAPI-Version: 2.0\r\nx-spotnana-webhook-id: attack_{number}\r\n"
                + $"x-spotnana-webhook-timestamp: {DateTimeOffset.UtcNow.ToUnixTimeSeconds()}\r\n"
                + $"x-spotnana-webhook-signature: {Convert.ToBase64String(new byte[32])}\r\nContent-Length: {Body}\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), CancellationToken.None);
            for (var sent = 0; sent < Body; sent += Filler.Length)
                await stream.WriteAsync(Filler.AsMemory(0, Math.Min(Filler.Length, Body - 1 - sent)), stop);

            var answer = new byte[1024];
            var length = await stream.ReadAsync(answer, stop);
            return length == 0 ? "end" : Encoding.ASCII.GetString(answer, 0, length).Split(' ')[1];
        }
        catch (IOException)
        {
            return "reset";
        }
        catch (OperationCanceledException)
        {
            return "held";
        }
    }
}
