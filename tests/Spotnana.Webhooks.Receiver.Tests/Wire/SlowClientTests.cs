using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Receiver.Listening;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Wire;

/// <summary>Clients that hold connections, headers or bodies open are cut off, and authentic traffic does not notice.</summary>
public sealed class SlowClientTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Hundreds_of_idle_and_slow_connections_are_cut_while_authentic_traffic_goes_on()
    {
        const int Each = 200;
        using var receiver = new RunningReceiver();
        receiver.Start();
        using var connections = new ConnectionList(receiver.WebhooksUrl);
        var attack = new RawRequest { Secret = TestDelivery.OtherSecret };

        var idle = await connections.OpenAsync(Each, "");
        var slowHeaders = await connections.OpenAsync(Each, "POST /webhooks/spotnana HTTP/1.1\r\nHost: x\r\nX-A: ");
        var slowBodies = await connections.OpenAsync(Each, attack.Head("Content-Length: 100000"));
        var watch = Stopwatch.StartNew();
        var headersCut = Task.WhenAll(slowHeaders.Select(connection => DripUntilCutAsync(connection)));
        var bodiesCut = Task.WhenAll(slowBodies.Select(connection => DripUntilCutAsync(connection)));

        var answered = 0;
        do
        {
            var request = new RawRequest();
            using var connection = await RawConnection.OpenAsync(receiver.WebhooksUrl);
            await connection.SendAsync(request.Bytes());
            Assert.Equal(200, (await connection.ReadAsync())?.StatusCode);
            answered++;
#pragma warning disable RS0030 // Time passes on purpose: the slow ones are cut after seconds, and until then traffic goes on
            await Task.Delay(Pace);
#pragma warning restore RS0030
        }
        while (!headersCut.IsCompleted || !bodiesCut.IsCompleted);

        // Ten seconds for headers; for bodies five and then a minimum rate. What comes on top is the slowness of the machine.
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(9));
        Assert.True(answered > 1, $"only {answered} deliveries while the slow ones were held");
        Assert.All(await headersCut, answer => Assert.True(answer is null or { StatusCode: 408 }, answer?.Shape));
        Assert.All(await bodiesCut, answer => Assert.True(answer is null or { StatusCode: 408 }, answer?.Shape));

        // An idle connection is still good: load balancers keep them for later.
        var late = new RawRequest();
        await idle[0].SendAsync(late.Bytes());
        Assert.Equal(200, (await idle[0].ReadAsync())?.StatusCode);
    }

    [Fact]
    public async Task A_body_that_trickles_above_the_minimum_rate_is_cut_after_AckTimeout_and_gives_its_budget_back()
    {
        const int Held = 800_000;
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var taken = new TakenBytes();
        using var receiver = new RunningReceiver(
            new()
            {
                ["Intake:MaxBodyBytes"] = "1048576",
                ["Intake:MaxBufferedBytes"] = "2097152",
                ["Intake:AckTimeout"] = "00:00:08",
            },
            services => services.AddSingleton<TimeProvider>(time),
            map: app => app.Use(taken.WatchAsync));
        receiver.Start();
        var attack = new RawRequest { Secret = TestDelivery.OtherSecret };
        using var trickle = await RawConnection.OpenAsync(receiver.WebhooksUrl);
        await trickle.SendAsync(attack.Head("Content-Length: 1000000"));
        await trickle.SendAsync(new byte[Held]);
        var cut = DripUntilCutAsync(trickle, bytes: 1_000);
        await Wait.UntilAsync(() => taken.Total >= Held);

        var small = new TestDelivery();
        Assert.Equal("accepted", (await receiver.SendAsync(small)).Status);
        Assert.False(cut.IsCompleted);

        await Wait.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return cut.IsCompleted;
        });
        Assert.True(await cut is null or { StatusCode: 408 });
        Assert.Equal(200, (await SendLargeAsync(receiver, until: answer => answer.StatusCode == 200)).StatusCode);
    }

    [Fact]
    public async Task A_large_delivery_gets_the_room_of_a_body_that_trickles_which_is_answered_503()
    {
        const int Held = 800_000;
        var taken = new TakenBytes();
        using var receiver = new RunningReceiver(
            new() { ["Intake:MaxBodyBytes"] = "1048576", ["Intake:MaxBufferedBytes"] = "2097152" },
            map: app => app.Use(taken.WatchAsync));
        receiver.Start();
        using var trickle = await RawConnection.OpenAsync(receiver.WebhooksUrl);
        await trickle.SendAsync(new RawRequest { Secret = TestDelivery.OtherSecret }.Head("Content-Length: 1000000"));
        await trickle.SendAsync(new byte[Held]);
        await Wait.UntilAsync(() => taken.Total >= Held);

        // Large bodies may use half of the budget: there is no room for both.
        Assert.Equal(200, (await SendLargeAsync(receiver, until: _ => true)).StatusCode);

        var displaced = await trickle.ReadAsync();
        Assert.Equal(503, displaced?.StatusCode);
        Assert.Equal("5", displaced!.Headers["Retry-After"]);
        Assert.Equal("close", displaced.Headers["Connection"]);
        Assert.Null(await trickle.ReadAsync());
    }

    [Fact]
    public async Task A_full_listener_ends_the_connection_that_is_idle_longest_for_a_new_one()
    {
        const int Cap = 20;
        using var receiver = new RunningReceiver(services: services => services.AddSingleton(new ConnectionCaps(Cap, Cap)));
        using var connections = new ConnectionList(receiver.WebhooksUrl);
        var held = await connections.OpenAsync(Cap, "");
        foreach (var connection in held)
        {
            await connection.SendAsync(new RawRequest().Bytes());
            Assert.Equal(200, (await connection.ReadAsync())?.StatusCode);
        }

        await held[0].SendAsync(new RawRequest().Bytes());
        Assert.Equal(200, (await held[0].ReadAsync())?.StatusCode);
        using var beyond = await RawConnection.OpenAsync(receiver.WebhooksUrl);
        await beyond.SendAsync(new RawRequest().Bytes());

        Assert.Equal(200, (await beyond.ReadAsync())?.StatusCode);
        Assert.Null(await held[1].ReadAsync());
        await held[0].SendAsync(new RawRequest().Bytes());
        Assert.Equal(200, (await held[0].ReadAsync())?.StatusCode);
        Assert.Equal("live", await receiver.Management.GetStringAsync(new Uri("/health/live", UriKind.Relative)));
        Assert.Single(
            receiver.Log.Events, line => line.MessageTemplate.Text.StartsWith("Listener {Listener} has all", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flood_of_bad_signatures_gets_401_each_and_about_one_log_line_a_second_with_a_count()
    {
        const int Flood = 3_000;
        using var receiver = new RunningReceiver();
        receiver.Start();
        var statuses = new ConcurrentBag<int?>();
        var watch = Stopwatch.StartNew();

        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (_, _) =>
        {
            using var connection = await RawConnection.OpenAsync(receiver.WebhooksUrl);
            for (var i = 0; i < Flood / 8; i++)
            {
                await connection.SendAsync(new RawRequest { Secret = TestDelivery.OtherSecret }.Bytes());
                statuses.Add((await connection.ReadAsync())?.StatusCode);
            }
        });
        var authentic = await receiver.SendAsync(new TestDelivery());

        // The last line of the flood comes with the next refusal.
        var sent = Flood;
        await Wait.UntilAsync(async () =>
        {
            if (Refusals(receiver).Sum(line => 1 + Count(line)) >= sent)
                return true;
            sent++;
            await receiver.SendAsync(new TestDelivery { SignedWith = TestDelivery.OtherSecret });
            return false;
        });

        Assert.Equal("accepted", authentic.Status);
        Assert.All(statuses, status => Assert.Equal(401, status));
        Assert.Equal(sent, Refusals(receiver).Sum(line => 1 + Count(line)));
        Assert.InRange(Refusals(receiver).Count, 2, (int)watch.Elapsed.TotalSeconds + 2);
        Assert.All(Refusals(receiver), line => Assert.Equal("127.0.0.1", line.Properties["Remote"].ToString().Trim('"')));
    }

    private static List<Serilog.Events.LogEvent> Refusals(RunningReceiver receiver) =>
        [.. receiver.Log.Events.Where(line => line.MessageTemplate.Text.StartsWith("Refused", StringComparison.Ordinal))];

    private static int Count(Serilog.Events.LogEvent line) => (int)((Serilog.Events.ScalarValue)line.Properties["Unlogged"]).Value!;

    private static async Task<RawAnswer> SendLargeAsync(RunningReceiver receiver, Func<RawAnswer, bool> until)
    {
        var answer = await Wait.ForAsync(
            async () =>
            {
                var body = TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", "1", padding: new string('x', 700_000));
                var request = new RawRequest { Body = body };
                using var connection = await RawConnection.OpenAsync(receiver.WebhooksUrl);
                await connection.SendAsync(request.Bytes());
                return await connection.ReadAsync();
            },
            answer => answer is not null && until(answer));
        return answer!;
    }

    /// <summary>Sends on and on until the server answers or ends the connection.</summary>
    private static async Task<RawAnswer?> DripUntilCutAsync(RawConnection connection, int bytes = 1)
    {
        var drop = Encoding.ASCII.GetBytes(new string('a', bytes));
        var answer = connection.ReadAsync();
#pragma warning disable RS0030 // Time passes on purpose: this is the slow client
        while (await Task.WhenAny(answer, Task.Delay(Drip)) != answer)
#pragma warning restore RS0030
        {
            try
            {
                await connection.SendAsync(drop);
            }
            catch (IOException)
            {
                break;
            }
        }

        return await answer;
    }

    private sealed class ConnectionList(Uri url) : IDisposable
    {
        private readonly List<RawConnection> _open = [];

        public async Task<List<RawConnection>> OpenAsync(int count, string beginning)
        {
            var opened = new List<RawConnection>();
            for (var i = 0; i < count; i++)
            {
                var connection = await RawConnection.OpenAsync(url);
                _open.Add(connection);
                opened.Add(connection);
                await connection.SendAsync(beginning);
            }

            return opened;
        }

        public void Dispose() => _open.ForEach(connection => connection.Dispose());
    }
}
