using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
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
        { Patience = TimeSpan.FromMinutes(2) };
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

        await Parallel.ForEachAsync(sent, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (delivery, _) =>
        {
            var answer = await receiver.SendAsync(delivery);
            Assert.Contains(answer.Status, (string?[])["accepted", "duplicate"]);
            records.Answered.TryAdd(delivery.Id, DateTimeOffset.UtcNow);
        });

        // The others have handled everything while one is down and fails again and again.
        await receiver.EventuallyAsync("SELECT count(*) FROM handling WHERE state = 1", 2L * Events);
        await receiver.EventuallyAsync("SELECT count(*) > 0 FROM attempt WHERE handler = 'down' AND outcome = 'retry'", 1L);
        Assert.Equal((Events, Events, 0), (records.Of("steady").Count, records.Of("flaky").Count, records.Of("down").Count));
        Volatile.Write(ref isBack, true);
        await receiver.EventuallyAsync("SELECT count(*) FROM handling WHERE state = 1", 3L * Events);

        foreach (var handler in (string[])["steady", "flaky", "down"])
        {
            var done = records.Of(handler);
            Assert.Equal(Events, done.Select(record => record.Id).Distinct().Count());
            Assert.Equal(Events, done.Count);
            var leased = LeasedAt(receiver, handler);
            foreach (var lane in done.GroupBy(record => record.Subject))
                AssertOrder([.. lane], records.Answered, leased);
            var lags = done.Select(record => leased[record.Id] - records.Answered[record.Id]).Order().ToList();
            output.WriteLine(
                $"{handler}: leased after its 200 at the median by {lags[Events / 2].TotalMilliseconds:0} ms, "
                + $"at the most by {lags[^1].TotalMilliseconds:0} ms");
        }
    }

    /// <summary>When the attempt that completed each delivery was leased.</summary>
    private static Dictionary<string, DateTimeOffset> LeasedAt(RunningReceiver receiver, string handler)
    {
        const string Sql =
            "SELECT json_group_object(id, started_at) FROM attempt JOIN delivery ON delivery.seq = attempt.delivery "
            + "WHERE handler = @handler AND outcome = 'completed'";
        return JsonSerializer.Deserialize<Dictionary<string, long>>(receiver.Query<string>(Sql, ("@handler", handler))!)!
            .ToDictionary(attempt => attempt.Key, attempt => DateTimeOffset.UnixEpoch.AddMicroseconds(attempt.Value));
    }

    // What was in the inbox when a later one of its lane was leased went first.
    private static void AssertOrder(
        List<Record> lane, ConcurrentDictionary<string, DateTimeOffset> answered, Dictionary<string, DateTimeOffset> leased)
    {
        for (var later = 0; later < lane.Count; later++)
        {
            Assert.Equal(lane.Take(later).Any(before => before.Version > lane[later].Version), lane[later].IsStale);
            foreach (var before in lane.Take(later).Where(before => before.Version > lane[later].Version))
                Assert.True(
                    leased[before.Id] <= answered[lane[later].Id],
                    $"{lane[later].Id} waited already when {before.Id} was leased before it.");
        }
    }

    private static HandlerRegistration Handler(string name, Records records, Func<bool> fails) =>
        new(name, EventFilter.Any, _ => new RecordingHandler(name, records, fails));

    private sealed record Record(string Id, string Subject, long Version, bool IsStale);

    /// <summary>The work of each handler, in a file of its own, flushed to disk before the handler says that it is done.</summary>
    private sealed class Records : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("fan-out-").FullName;

        /// <summary>When each delivery was answered 200 first: it was in the inbox by then.</summary>
        public ConcurrentDictionary<string, DateTimeOffset> Answered { get; } = new();

        public void Add(string handler, Record record)
        {
            lock (_folder)
            {
                using var file = new FileStream(Path.Combine(_folder, handler), FileMode.Append);
                file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(
                    CultureInfo.InvariantCulture, $"{record.Id} {record.Subject} {record.Version} {record.IsStale}\n")));
                file.Flush(flushToDisk: true);
            }
        }

        public List<Record> Of(string handler) => !File.Exists(Path.Combine(_folder, handler))
            ? []
            : [.. File.ReadLines(Path.Combine(_folder, handler))
                .Select(line => line.Split(' '))
                .Select(words => new Record(
                    words[0], words[1], long.Parse(words[2], CultureInfo.InvariantCulture), bool.Parse(words[3])))];

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }

    private sealed class RecordingHandler(string name, Records records, Func<bool> fails) : IWebhookHandler
    {
        public ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken)
        {
            if (fails())
                throw new InvalidOperationException("This handler is down.");
            records.Add(
                name,
                new Record(context.Delivery.Id, context.Delivery.Subject!, context.Delivery.Version!.Value, context.IsStale));
            return ValueTask.FromResult(HandlerResult.Done);
        }
    }
}
