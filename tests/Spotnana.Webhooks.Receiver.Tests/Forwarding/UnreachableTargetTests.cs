using System.Net;
using System.Net.Sockets;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.TestPorts;

namespace Spotnana.Webhooks.Receiver.Tests.Forwarding;

/// <summary>While a target cannot be reached, what waits for it loses nothing.</summary>
public sealed class UnreachableTargetTests
{
    private const int Concurrency = 8;

    [Fact]
    public async Task Deliveries_wait_without_attempts_for_a_target_that_is_down_and_are_all_sent_in_order_when_it_is_back()
    {
        var port = FreePorts.Next();
        using var receiver = new RunningReceiver(ForwardSettings.To($"http://127.0.0.1:{port}/hooks"));
        var deliveries = Enumerable.Range(0, 50)
            .Select(n => new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "BOOKING_UPDATED", $"{n % 5}", version: n + 1) })
            .ToList();

        foreach (var delivery in deliveries)
            await receiver.SendAsync(delivery);
        await LinesAsync(receiver, "released", 3);
        await receiver.EventuallyAsync("SELECT sum(attempts) FROM handling", 0L);
        Assert.Equal(0, receiver.Query<long>("SELECT count(*) FROM attempt"));
        await using var target = await RouteTarget.StartAsync(_ => 200, port: port);
        await receiver.EventuallyAsync("SELECT count(*) FROM delivery WHERE state = 1", 50L);

        var lanes = deliveries.Select((delivery, n) => (delivery.Id, Subject: $"pnr/{n % 5}")).GroupBy(delivery => delivery.Subject);
        foreach (var lane in lanes)
        {
            var requests = target.Requests.Where(request => request["x-spotnana-subject"] == lane.Key);
            Assert.Equal(lane.Select(delivery => delivery.Id), requests.Select(request => request["webhook-id"]));
        }

        Assert.Equal((50, 1L), (target.Requests.Count, receiver.Query<long>("SELECT max(attempts) FROM handling")));
        Assert.InRange(Lines(receiver, "released"), 3, Concurrency + 6);
        Assert.Equal((1, 1), (Lines(receiver, "The target cannot be reached (ConnectionError)."), Lines(receiver, "can work again")));
    }

    [Fact]
    public async Task A_target_whose_TLS_fails_is_tried_by_one_connection_at_a_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connections = 0;
        var hangingUp = Task.Run(async () =>
        {
            while (true)
            {
                using var connection = await listener.AcceptSocketAsync();
                Interlocked.Increment(ref connections);
            }
        });
        using var receiver = new RunningReceiver(
            ForwardSettings.To($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/hooks"));
        for (var n = 0; n < 50; n++)
            await receiver.SendAsync(new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "BOOKING_UPDATED", $"{n}") });

        var released = await LinesAsync(receiver, "released", 3);
        await LinesAsync(receiver, "released", released + 1);

        Assert.InRange(Volatile.Read(ref connections), 3, Concurrency + 4);
        Assert.Equal(0, receiver.Query<long>("SELECT count(*) FROM attempt"));
        Assert.Contains("(SecureConnectionError)", receiver.Log.Text, StringComparison.Ordinal);
        listener.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => hangingUp);
    }

    [Fact]
    public async Task A_target_that_takes_no_connection_in_time_cannot_be_reached()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var waiting = Enumerable.Range(0, 8).Select(_ => new TcpClient()).ToList();
        var connects = waiting.ConvertAll(client => client.ConnectAsync((IPEndPoint)listener.LocalEndPoint!));
        await Task.WhenAny(connects);
        using var receiver = new RunningReceiver(
            ForwardSettings.To($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/hooks", ("Forward:Timeout", "00:00:02")));

        await receiver.SendAsync(new TestDelivery());
        await LinesAsync(receiver, "The target cannot be reached (connecting took too long).", 1);

        await receiver.EventuallyAsync("SELECT attempts FROM handling", 0L);
        waiting.ForEach(client => client.Dispose());
        await Task.WhenAll(connects).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_host_name_that_does_not_exist_cannot_be_reached()
    {
        using var receiver = new RunningReceiver(ForwardSettings.To("https://expenses.invalid/hooks"));

        await receiver.SendAsync(new TestDelivery());

        // Without a resolver that answers, looking it up takes too long instead.
        await LinesAsync(receiver, "The target cannot be reached (", 1);
    }

    [Fact]
    public async Task A_delivery_waits_for_RetryFor_at_most()
    {
        using var receiver = new RunningReceiver(
            ForwardSettings.To($"http://127.0.0.1:{FreePorts.Next()}/hooks", ("Dispatch:RetryFor", "00:00:02")));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Dead);

        Assert.Equal((long)DeadReason.Exhausted, receiver.Query<long>("SELECT reason FROM handling"));
    }

    private static int Lines(RunningReceiver receiver, string part) =>
        receiver.Log.Events.Count(line => line.RenderMessage(null).Contains(part, StringComparison.Ordinal));

    private static Task<int> LinesAsync(RunningReceiver receiver, string part, int least) =>
        Wait.ForAsync(() => Lines(receiver, part), count => count >= least, $"{least} lines with '{part}'");
}
