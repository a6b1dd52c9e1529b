using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>
/// Many events for three handlers, one of which fails at random and one of which is down: none harms another,
/// and each lane keeps its order.
/// </summary>
public sealed class FanOutTests(ITestOutputHelper output)
{
    private const int Events = 2000;
    private const int Subjects = 200;
    // A handling is chosen when it is leased; what is recorded is when its handler runs.
    private static readonly TimeSpan BetweenLeaseAndStart = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(20261123)]
    public async Task Every_handler_completes_every_event_once_in_its_lanes_order_whatever_the_others_do(int seed)
    {
        using var records = new Records();
        var random = new Random(seed);
        var isBack = false;
        using var receiver = new RunningReceiver(
            new() { ["Dispatch:MaxRetryDelay"] = "00:00:00.050", ["Dispatch:MaxAttempts"] = "1000000" },
            services =>
            {
                foreach (var standIn in services
                    .Where(service => service.ImplementationInstance is HandlerRegistration { Name: "log" })
                    .ToList())
                    services.Remove(standIn);
                services.AddSingleton(Handler("steady", records, () => false));
                services.AddSingleton(Handler("flaky", records, () => Random.Shared.Next(5) == 0));
                services.AddSingleton(Handler("down", records, () => !Volatile.Read(ref isBack)));
            })
        { Patience = Outage * 6 };
        var deliveries = Enumerable.Range(0, Events).Select(number => new TestDelivery
        {
            Id = $"msg_{number}",
            Body = TestDelivery.Envelope(
                "PNR_V3", "BOOKING_UPDATED", $"{number % Subjects}", version: number / Subjects + 1,
                at: new DateTime(2026, 3, 2).AddSeconds(number).ToString("s", CultureInfo.InvariantCulture) + "Z"),
        }).ToList();
        TestDelivery[] sent = [.. deliveries, .. deliveries];
        random.Shuffle(sent);
        receiver.Start();

        var outage = Stopwatch.StartNew();
        await Parallel.ForEachAsync(sent, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (delivery, _) =>
        {
            var answer = await receiver.SendAsync(delivery);
            Assert.Contains(answer.Status, (string?[])["accepted", "duplicate"]);
            records.Answered.TryAdd(delivery.Id, Stopwatch.GetTimestamp());
        });

        // The others have handled everything before the one that is down comes back, which takes 20 s at least.
        await receiver.EventuallyAsync("SELECT count(*) FROM handling WHERE state = 1", 2L * Events);
        if (outage.Elapsed < Outage)
        {
#pragma warning disable RS0030 // Time passes on purpose: the outage must be long beside what the others took
            await Task.Delay(Outage - outage.Elapsed);
#pragma warning restore RS0030
        }

        Assert.Equal((Events, Events), (records.Of("steady").Count, records.Of("flaky").Count));
        Volatile.Write(ref isBack, true);
        await receiver.EventuallyAsync("SELECT count(*) FROM handling WHERE state = 1", 3L * Events);

        foreach (var handler in (string[])["steady", "flaky", "down"])
        {
            var done = records.Of(handler);
            Assert.Equal(Events, done.Select(record => record.Id).Distinct().Count());
            Assert.Equal(Events, done.Count);
            foreach (var lane in done.GroupBy(record => record.Subject))
                AssertOrder([.. lane], records.Answered);
            var lags = done.Select(record => Stopwatch.GetElapsedTime(records.Answered[record.Id], record.Started)).Order().ToList();
            // How short the lag is depends on the machine; that it has nothing to do with the outage does not.
            Assert.True(handler == "down" || lags[^1] < Outage / 2, $"{handler} lagged by {lags[^1]}");
            output.WriteLine(
                $"{handler}: handled after its 200 at the median by {lags[Events / 2].TotalMilliseconds:0} ms, "
                + $"at the most by {lags[^1].TotalMilliseconds:0} ms");
        }
    }

    private static void AssertOrder(List<Record> lane, ConcurrentDictionary<string, long> answered)
    {
        for (var later = 0; later < lane.Count; later++)
        {
            Assert.Equal(lane.Take(later).Any(before => before.Version > lane[later].Version), lane[later].IsStale);
            foreach (var before in lane.Take(later).Where(before => before.Version > lane[later].Version))
                Assert.True(
                    Stopwatch.GetElapsedTime(answered[lane[later].Id], before.Started) < BetweenLeaseAndStart,
                    $"{lane[later].Id} waited already when {before.Id} was handled before it.");
        }
    }

    private static HandlerRegistration Handler(string name, Records records, Func<bool> fails) =>
        new(name, EventFilter.Any, _ => new RecordingHandler(name, records, fails));

    private sealed record Record(string Id, string Subject, long Version, bool IsStale, long Started);

    /// <summary>What the handlers did, in a file for each, flushed to disk before they say that they are done.</summary>
    private sealed class Records : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("fan-out-").FullName;

        public ConcurrentDictionary<string, long> Answered { get; } = new();

        public void Add(string handler, Record record)
        {
            lock (_folder)
            {
                using var file = new FileStream(Path.Combine(_folder, handler), FileMode.Append);
                file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(
                    CultureInfo.InvariantCulture, $"{record.Id} {record.Subject} {record.Version} {record.IsStale} {record.Started}\n")));
                file.Flush(flushToDisk: true);
            }
        }

        public List<Record> Of(string handler) => [.. File.ReadLines(Path.Combine(_folder, handler)).Select(line => line.Split(' '))
            .Select(words => new Record(
                words[0], words[1], long.Parse(words[2], CultureInfo.InvariantCulture), bool.Parse(words[3]),
                long.Parse(words[4], CultureInfo.InvariantCulture)))];

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }

    private sealed class RecordingHandler(string name, Records records, Func<bool> fails) : IWebhookHandler
    {
        public ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken)
        {
            var started = Stopwatch.GetTimestamp();
            if (fails())
                throw new InvalidOperationException("This handler is down.");
            records.Add(
                name,
                new Record(context.Delivery.Id, context.Delivery.Subject!, context.Delivery.Version!.Value, context.IsStale, started));
            return ValueTask.FromResult(HandlerResult.Done);
        }
    }
}
