using System.Net;
using System.Text;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Telemetry;

/// <summary>Sends deliveries of known outcomes and writes down what each of them must have counted.</summary>
internal sealed class SendersRecord(RunningReceiver receiver, Random random)
{
    private const string RequiredHeader = "X-Custom-Header";
    private const string ExcludedOperation = "BOOKING_OTHER_UPDATE";
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>Settings under which every outcome can occur.</summary>
    public static readonly Dictionary<string, string?> Settings = new()
    {
        ["Intake:MaxBodyBytes"] = $"{MaxBodyBytes}",
        [$"Subscriptions:spotnana:RequiredHeaders:{RequiredHeader}"] = "value",
        ["Subscriptions:spotnana:ExcludedOperations:0"] = ExcludedOperation,
    };

    private readonly SortedDictionary<string, double> _received = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _failures = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _quarantined = new(StringComparer.Ordinal);
    private readonly List<TestDelivery> _accepted = [];
    private int _acknowledged;
    private int _aged;
    private int _handled;

    public enum Kind
    {
        Accepted,
        Unhandled,
        UnknownEventType,
        Skipped,
        Duplicate,
        Conflict,
        Unreadable,
        ApiVersion,
        Method,
        Encoded,
        TooLarge,
        RequiredHeader,
        Mismatch,
        Missing,
        MalformedId,
        MalformedTimestamp,
        MalformedSignature,
        Stale,
        Future,
    }

    public Task SendAsync(Kind kind) => kind switch
    {
        Kind.Accepted => AcceptAsync("PNR_V3", handled: true),
        Kind.Unhandled => AcceptAsync("TRAVELER_V2", handled: false),
        Kind.UnknownEventType => AcceptAsync($"NEW_{random.Next()}", handled: false, "other"),
        Kind.Skipped => SkipAsync(),
        Kind.Duplicate => SendAsync(Earlier(), "PNR_V3", "duplicate"),
        Kind.Conflict =>
            QuarantineAsync(Earlier(TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", $"{random.Next()}")), "PNR_V3", "conflict"),
        Kind.Unreadable => QuarantineAsync(new() { Body = Encoding.UTF8.GetBytes($"no envelope {random.Next()}") }, "none", "unreadable"),
        Kind.ApiVersion => RefuseAsync(new() { ApiVersion = "1.0" }, HttpStatusCode.BadRequest, "api-version"),
        Kind.Method =>
            RefuseAsync(new() { Change = request => request.Method = HttpMethod.Put }, HttpStatusCode.MethodNotAllowed, "method"),
        Kind.Encoded => RefuseAsync(
            new() { Change = request => request.Content!.Headers.ContentEncoding.Add("gzip") }, HttpStatusCode.UnsupportedMediaType,
            "content-encoding"),
        Kind.TooLarge => RefuseAsync(new() { Body = new byte[MaxBodyBytes + 1] }, HttpStatusCode.RequestEntityTooLarge, "too-large"),
        Kind.RequiredHeader => RefuseAsync(Without(RequiredHeader), "required-header"),
        Kind.Mismatch => RefuseAsync(new() { SignedWith = TestDelivery.OtherSecret }, "signature-mismatch"),
        Kind.Missing => RefuseAsync(Without("x-spotnana-webhook-signature"), "signature-missing"),
        Kind.MalformedId => RefuseAsync(new() { Id = new string('x', 257) }, "id-malformed"),
        Kind.MalformedTimestamp => RefuseAsync(With("x-spotnana-webhook-timestamp", "0001"), "timestamp-malformed"),
        Kind.MalformedSignature => RefuseAsync(With("x-spotnana-webhook-signature", "v1,nothing"), "signature-malformed"),
        Kind.Stale => RefuseAsync(new() { SentAt = DateTimeOffset.UtcNow.AddDays(-16) }, "timestamp-stale"),
        Kind.Future => RefuseAsync(new() { SentAt = DateTimeOffset.UtcNow.AddHours(1) }, "timestamp-future"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Counts that are made before the answer agree at once, the others within moments.</summary>
    public async Task AgreesAsync()
    {
        var scrape = await Scrape.OfAsync(receiver);
        Assert.Equal(Lines(_received), Lines(scrape.By("spotnana_webhooks_received_total", "event_type", "outcome")));
        Assert.Equal(Lines(_failures), Lines(scrape.By("spotnana_webhooks_signature_failures_total", "reason")));
        Assert.Equal(_aged, scrape.Value("spotnana_webhooks_event_age_seconds_count"));
        Assert.Equal(_acknowledged, scrape.Value("spotnana_webhooks_inbox_commit_size_sum"));
        Assert.Equal(
            scrape.Value("spotnana_webhooks_inbox_commit_size_count"),
            scrape.Value("spotnana_webhooks_inbox_commit_duration_seconds_count"));
        Assert.Equal(0, scrape.Value("spotnana_webhooks_intake_queue"));

        await Scrape.UntilAsync(receiver, scrape =>
            scrape.Value("spotnana_webhooks_acknowledgement_duration_seconds_count") == _acknowledged
            && scrape.Value("spotnana_webhooks_handling_duration_seconds_count", ("outcome", "completed")) == _handled
            && scrape.Value("spotnana_webhooks_handlings_backlog", ("handler", "pnr")) == 0
            && scrape.By("spotnana_webhooks_deliveries_quarantined", "reason").SequenceEqual(_quarantined)
            && scrape.Value("http_server_request_duration_seconds_count", ("http_response_status_code", "200")) == _acknowledged);
    }

    private async Task AcceptAsync(string eventType, bool handled, string? counted = null)
    {
        var delivery = new TestDelivery { Body = TestDelivery.Envelope(eventType, "BOOKING_TICKETED", $"{random.Next(50)}") };
        await SendAsync(delivery, counted ?? eventType, "accepted");
        _aged++;
        if (!handled)
            return;
        _handled++;
        _accepted.Add(delivery);
    }

    private async Task SkipAsync()
    {
        Assert.Equal("accepted", (await PostAsync(new() { Body = TestDelivery.Envelope("PNR_V3", ExcludedOperation, "1") })).Status);
        Count(_received, "PNR_V3 skipped");
        _acknowledged++;
        _aged++;
    }

    private async Task QuarantineAsync(TestDelivery delivery, string eventType, string reason)
    {
        await SendAsync(delivery, eventType, "quarantined");
        Count(_quarantined, reason);
        if (reason == "conflict")
            _aged++;
    }

    private Task RefuseAsync(TestDelivery delivery, string reason)
    {
        Count(_failures, reason);
        return RefuseAsync(delivery, HttpStatusCode.Unauthorized, reason);
    }

    private async Task RefuseAsync(TestDelivery delivery, HttpStatusCode statusCode, string reason)
    {
        Assert.Equal(statusCode, (await PostAsync(delivery)).StatusCode);
        Count(_received, $"none {reason}");
    }

    private async Task SendAsync(TestDelivery delivery, string eventType, string status)
    {
        Assert.Equal(status, (await PostAsync(delivery)).Status);
        Count(_received, $"{eventType} {status}");
        _acknowledged++;
    }

    private Task<Answer> PostAsync(TestDelivery delivery)
    {
        var change = delivery.Change;
        delivery.Change = request =>
        {
            request.Headers.Add(RequiredHeader, "value");
            change(request);
        };
        return receiver.SendAsync(delivery);
    }

    private TestDelivery Earlier(byte[]? otherBody = null)
    {
        var earlier = _accepted[random.Next(_accepted.Count)];
        return new() { Id = earlier.Id, Body = otherBody ?? earlier.Body };
    }

    private static TestDelivery Without(string header) => new() { Change = request => request.Headers.Remove(header) };

    private static TestDelivery With(string header, string value) => new()
    {
        Change = request =>
        {
            request.Headers.Remove(header);
            request.Headers.TryAddWithoutValidation(header, value);
        },
    };

    private static string Lines(SortedDictionary<string, double> counts) =>
        string.Join('\n', counts.Select(count => $"{count.Key}: {count.Value}"));

    private static void Count(SortedDictionary<string, double> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;
}
