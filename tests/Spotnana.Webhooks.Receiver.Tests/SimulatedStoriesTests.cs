using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Spotnana.Webhooks.Payloads.Changes;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>
/// What the service tells of simulated bookings is what the sender told, event by event, however shuffled, late or doubled it came.
/// </summary>
public sealed class SimulatedStoriesTests : IAsyncLifetime, IDisposable
{
    private const string Key = "all-0123456789abcdef";

    private readonly RunningReceiver _receiver = new(new()
    {
        ["Management:Keys:all:Key"] = Key,
        ["Management:Keys:all:Rights:0"] = "read",
        ["Management:Keys:all:Rights:1"] = "payloads",
        ["Serilog:MinimumLevel:Default"] = "Warning",
    });

    private readonly Dictionary<string, byte[]> _bodies = [];
    private ILookup<string, Sent> _ledger = null!;

    public async Task InitializeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("stories-");
        var ledger = Path.Combine(folder.FullName, "ledger.jsonl");
        var run = await ToolCall.RunAsync(
            "simulate", "--url", new Uri(_receiver.WebhooksUrl, "/webhooks/spotnana").ToString(), "--secret", TestDelivery.Secret,
            "--bookings", "25", "--organizations", "2", "--seed", "7", "--reorder", "0.4", "--late", "0.2",
            "--duplicates", "0.2", "--burst", "--ledger", ledger);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var sent = File.ReadLines(ledger).Select(Sent.Read).Where(one => one.Subject is not null).DistinctBy(one => one.Id).ToList();
        await ErasedAsync(sent.Count(one => one.Operation == "PURGE"));
        foreach (var one in sent)
        {
            using var response = await _receiver.Management.SendAsync(Request($"/api/deliveries/{one.Id}/payload"));
            if (response.IsSuccessStatusCode)
                _bodies[one.Id] = await response.Content.ReadAsByteArrayAsync();
        }

        // A purged traveler's bookings have no story any more.
        _ledger = sent.GroupBy(one => one.Subject!).Where(subject => subject.All(one => _bodies.ContainsKey(one.Id)))
            .SelectMany(subject => subject).ToLookup(one => one.Subject!);
        folder.Delete(recursive: true);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public async Task The_history_of_each_subject_is_what_the_sender_told_event_by_event()
    {
        Assert.True(_ledger.Count > 30, $"{_ledger.Count} subjects");
        foreach (var subject in _ledger)
        {
            var told = await HistoryAsync(subject.Key);

            Assert.Equal(subject.Select(sent => sent.OccurredAt).Order(), told.Select(TimeOf));
            Assert.Equal(
                subject.OrderBy(sent => sent.Id, StringComparer.Ordinal),
                told.Select(one => new Sent(
                    one.Text("id")!, one.Text("eventType")!, one.Text("operation")!, one.Text("organizationId")!, one.Text("subject"),
                    TimeOf(one), Convert.ToHexStringLower(SHA256.HashData(_bodies[one.Text("id")!]))))
                    .OrderBy(sent => sent.Id, StringComparer.Ordinal));
            AssertChanges(told);
        }

        Assert.Contains(
            await Task.WhenAll(_ledger.Select(subject => HistoryAsync(subject.Key))),
            told => told.Exists(one => one.GetProperty("stale").GetBoolean()));
    }

    [Fact]
    public async Task The_state_at_an_instant_is_the_newest_snapshot_by_then()
    {
        var random = new Random(7);
        var subjects = _ledger.OrderByDescending(subject => subject.Count()).ThenBy(subject => subject.Key, StringComparer.Ordinal)
            .Take(10).Select(subject => subject.Key).ToList();
        for (var i = 0; i < 50; i++)
        {
            var subject = subjects[random.Next(subjects.Count)];
            var told = (await HistoryAsync(subject)).FindAll(one => one.Text("eventType") != "PNR_APPROVAL");
            var (first, last) = (TimeOf(told[0]), TimeOf(told[^1]));
            var at = first + ((last - first) * ((random.NextDouble() * 1.2) - 0.1));
            var byThen = _ledger[subject].Where(sent => sent.EventType != "PNR_APPROVAL" && sent.OccurredAt <= at).ToList();

            await AssertStateAsync(subject, "at", at, byThen.Count == 0
                ? []
                : [.. byThen.Where(sent => sent.OccurredAt == byThen.Max(other => other.OccurredAt)).Select(sent => sent.Id)]);

            var known = TimeOf(told[random.Next(told.Count)], "receivedAt");
            var received = told.FindAll(one => TimeOf(one, "receivedAt") <= known);
            await AssertStateAsync(subject, "known", known, [.. received
                .Where(one => received.TrueForAll(other =>
                    other.TryGetProperty("version", out var version)
                        ? version.GetInt64() <= one.GetProperty("version").GetInt64()
                        : TimeOf(other) <= TimeOf(one)))
                .Select(one => one.Text("id")!)]);
        }
    }

    private Task ErasedAsync(int purged) => Wait.UntilAsync(async () =>
    {
        using var response = await _receiver.Management.SendAsync(Request("/api/erasures"));
        var erasures = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("erasures");
        return erasures.EnumerateArray().Count(erasure => erasure.TryGetProperty("completedAt", out _)) == purged;
    });

    // As the library finds them between the bodies that were sent.
    private void AssertChanges(List<JsonElement> told)
    {
        var last = new Dictionary<string, JsonElement>();
        foreach (var one in told)
        {
            var payload = JsonDocument.Parse(_bodies[one.Text("id")!]).RootElement.GetProperty("payload");
            var expected = last.TryGetValue(one.Text("eventType")!, out var before) ? SnapshotDiff.Between(before, payload) : [];
            last[one.Text("eventType")!] = payload;
            Assert.Equal(
                expected.Select(change => (change.Path, change.Was?.GetRawText(), change.Now?.GetRawText())),
                one.GetProperty("changes").EnumerateArray()
                    .Select(change => (change.Text("path")!, Raw(change, "was"), Raw(change, "now"))));
        }
    }

    private async Task AssertStateAsync(string subject, string parameter, DateTimeOffset time, string[] ids)
    {
        var parts = subject.Split('/', 2);
        var instant = $"{parameter}={time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}";
        var target = $"/api/subjects/{parts[0]}/{Uri.EscapeDataString(parts[1])}/state?{instant}";
        using var response = await _receiver.Management.SendAsync(Request(target));
        if (ids.Length == 0)
        {
            Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
            return;
        }

        var id = Assert.Single(response.Headers.GetValues("X-Delivery-Id"));
        Assert.Contains(id, ids);
        Assert.Equal(
            JsonDocument.Parse(_bodies[id]).RootElement.GetProperty("payload").GetRawText(), await response.Content.ReadAsStringAsync());
    }

    private async Task<List<JsonElement>> HistoryAsync(string subject)
    {
        var run = await ToolCall.RunAsync(_receiver, "inbox", "history", subject, "--json", "--key", Key);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static HttpRequestMessage Request(string target)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Add("X-Api-Key", Key);
        return request;
    }

    private static string? Raw(JsonElement change, string name) => change.TryGetProperty(name, out var value) ? value.GetRawText() : null;

    private static DateTimeOffset TimeOf(JsonElement delivery) => TimeOf(delivery, "occurredAt");

    private static DateTimeOffset TimeOf(JsonElement delivery, string name) =>
        DateTimeOffset.Parse(delivery.Text(name)!, CultureInfo.InvariantCulture);

    private sealed record Sent(
        string Id, string EventType, string Operation, string OrganizationId, string? Subject, DateTimeOffset OccurredAt, string Sha256)
    {
        public static Sent Read(string line)
        {
            var json = JsonDocument.Parse(line).RootElement;
            return new Sent(
                json.Text("id")!, json.Text("eventType")!, json.Text("operation")!, json.Text("organizationId")!, json.Text("subject"),
                TimeOf(json, "occurredAt"), json.Text("sha256")!);
        }
    }
}
