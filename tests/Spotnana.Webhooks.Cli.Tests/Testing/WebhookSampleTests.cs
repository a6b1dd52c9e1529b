using System.Text.Json;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Signing;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Tests.Testing;

public sealed class WebhookSampleTests
{
    private const string Ticketed = "pnr-v3.booking-ticketed.air";
    private static readonly DateTimeOffset _sentAt = new(2026, 3, 2, 19, 0, 5, 678, TimeSpan.FromHours(1));

    public static TheoryData<string> Names => [.. WebhookSample.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sample_becomes_a_context_with_a_payload(string name)
    {
        var sample = WebhookSample.Get(name);
        using var context = sample.ToContext();

        Assert.Equal(name, sample.Name);
        Assert.Equal(JsonValueKind.Object, context.Payload.ValueKind);
        Assert.Equal(sample.EventType, context.Delivery.EventType);
        Assert.Equal(sample.Operation, context.Delivery.Operation);
        Assert.NotNull(context.Delivery.Operation);
        Assert.Equal($"{sample.Envelope!.Subject}", context.Delivery.Subject);
        Assert.Equal(("test", 1, false), (context.Handler, context.Attempt, context.IsStale));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_sample_becomes_a_request_that_the_sandbox_s_secret_signed_just_now(string name)
    {
        using var request = WebhookSample.Get(name).ToRequest("/webhooks/spotnana");

        var (verdict, headers) = await JudgeAsync(request, Sandbox.Secret, TimeProvider.System.GetUtcNow());

        Assert.Equal((SignatureVerdict.Valid, SignatureVerdict.Valid), (headers, verdict));
        Assert.Equal((HttpMethod.Post, "/webhooks/spotnana"), (request.Method, request.RequestUri?.OriginalString));
        Assert.Equal("application/json", request.Content!.Headers.GetValues("Content-Type").Single());
        Assert.Equal("2.0", Header(request, DeliveryHeaders.ApiVersion));
        Assert.NotNull(DeliveryHeaders.TraceIdOrNull(Header(request, DeliveryHeaders.B3TraceId)));
        Assert.NotNull(DeliveryHeaders.SpanIdOrNull(Header(request, DeliveryHeaders.B3SpanId)));
    }

    [Fact]
    public async Task A_request_takes_another_secret_id_time_and_address()
    {
        var secret = SigningSecret.Generate().Reveal();
        using var request = WebhookSample.Get(Ticketed).ToRequest("https://hooks.example.com/in", secret, "msg_1", _sentAt);

        Assert.Equal("https://hooks.example.com/in", request.RequestUri?.ToString());
        Assert.Equal("msg_1", Header(request, DeliveryHeaders.WebhookId));
        Assert.Equal("1772474405", Header(request, DeliveryHeaders.WebhookTimestamp));
        Assert.Equal((SignatureVerdict.Valid, SignatureVerdict.Valid), await JudgeAsync(request, secret, _sentAt));
        Assert.Equal(SignatureVerdict.Mismatch, (await JudgeAsync(request, Sandbox.Secret, _sentAt)).Verdict);
    }

    [Fact]
    public void What_is_no_secret_signs_nothing() =>
        Assert.Throws<FormatException>(() => WebhookSample.Get(Ticketed).ToRequest("/", "whsec_hunter2"));

    [Fact]
    public void A_context_takes_everything_that_a_handler_can_see()
    {
        using var context = WebhookSample.Get(Ticketed).ToContext("ledger", attempt: 3, isStale: true, "acme", "msg_1", _sentAt);

        Assert.Equal(("ledger", 3, true), (context.Handler, context.Attempt, context.IsStale));
        Assert.Equal(("acme", "msg_1"), (context.Delivery.Subscription, context.Delivery.Id));
        Assert.Equal(_sentAt, context.Delivery.ReceivedAt);
        Assert.Equal(TimeSpan.Zero, context.Delivery.ReceivedAt.Offset);
        Assert.Equal(_sentAt.AddMilliseconds(-678), context.Delivery.SentAt);
    }

    [Fact]
    public async Task A_typed_context_takes_all_that_too_and_has_the_view_and_what_was_known_before()
    {
        var created = Booking.Parse(WebhookSample.Get("pnr-v3.booking-created.air").Body);

        var context = WebhookSample.Get(Ticketed).ToContext<Booking>(
            "ledger", attempt: 3, isStale: true, "eu", "msg_1", _sentAt, new Previous<Booking>(created));

        Assert.Equal(("ledger", 3, true), (context.Handler, context.Attempt, context.IsStale));
        Assert.Equal(("eu", "msg_1", _sentAt), (context.Delivery.Subscription, context.Delivery.Id, context.Delivery.ReceivedAt));
        Assert.Equal(2, Assert.IsType<AirBooking>(context.Payload).Tickets.Count);
        Assert.Same(created, (await context.GetPreviousAsync()).Payload);
        Assert.Null((await WebhookSample.Get(Ticketed).ToContext<Booking>().GetPreviousAsync()).Payload);
    }

    [Fact]
    public void What_no_typed_handler_is_given_makes_no_typed_context()
    {
        var other = Assert.Throws<InvalidOperationException>(() => WebhookSample.Get("traveler-v2.update").ToContext<Booking>());
        Assert.Equal("A handler of Booking takes PNR_V3, and this event is TRAVELER_V2.", other.Message);
        Assert.Throws<InvalidOperationException>(() => WebhookSample.Of("{}").ToContext<Booking>());
        Assert.Throws<PayloadException>(
            () => WebhookSample.Of("""{"event_type":"PNR_V3","payload":{"pnrTravelers":"Avery"}}""").ToContext<Booking>());
    }

    [Fact]
    public void Ids_are_new_each_time()
    {
        var sample = WebhookSample.Get(Ticketed);
        var (first, second) = (sample.ToDelivery(), sample.ToDelivery());

        Assert.Matches("^msg_[0-9a-z]{12}$", first.Id);
        Assert.NotEqual(first.Id, second.Id);
        Assert.NotEqual(first.TraceId, second.TraceId);
    }

    [Theory]
    [InlineData("pnr-v3.booking-ticketd.air", "Did you mean pnr-v3.booking-ticketed.air")]
    [InlineData("purge", "Did you mean traveler-v2.purge?")]
    [InlineData("???", "All names are in WebhookSample.Names.")]
    public void An_unknown_name_is_answered_with_similar_ones(string name, string hint)
    {
        var error = Assert.Throws<ArgumentException>(() => WebhookSample.Get(name));

        Assert.StartsWith($"There is no sample {name}. {hint}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_of_one_s_own_is_read_as_a_sample_is()
    {
        const string json = """{"event_type":"PNR_V3","operation":"BOOKING_CREATED","payload":{"pnrId":"1","version":2}}""";
        var sample = WebhookSample.Of(json);
        using var context = sample.ToContext(sentAt: _sentAt);

        Assert.Equal(("", EventType.PnrV3, Operation.BookingCreated), (sample.Name, sample.EventType, sample.Operation));
        Assert.Equal(("pnr/1", 2), (context.Delivery.Subject, context.Delivery.Version));
        Assert.Equal(context.Delivery.SentAt, context.Delivery.OccurredAt);
        Assert.Equal("1", context.Payload.GetProperty("pnrId").GetString());
    }

    [Fact]
    public async Task What_is_no_envelope_can_be_sent_but_reaches_no_handler()
    {
        var sample = WebhookSample.Of("no JSON"u8.ToArray());
        using var request = sample.ToRequest("/webhooks/spotnana");

        var (verdict, headers) = await JudgeAsync(request, Sandbox.Secret, TimeProvider.System.GetUtcNow());
        Assert.Equal((SignatureVerdict.Valid, SignatureVerdict.Valid), (headers, verdict));
        Assert.Null(sample.Envelope);
        Assert.Null(sample.ToDelivery().EventType);
        var error = Assert.Throws<InvalidOperationException>(() => sample.ToContext());
        Assert.Contains(nameof(UnreadableReason.NotJson), error.Message, StringComparison.Ordinal);
    }

    private static async Task<(SignatureVerdict Verdict, SignatureVerdict Headers)> JudgeAsync(
        HttpRequestMessage request, string secret, DateTimeOffset now)
    {
        var (id, timestamp, signature) = (
            Header(request, DeliveryHeaders.WebhookId),
            Header(request, DeliveryHeaders.WebhookTimestamp),
            Header(request, DeliveryHeaders.WebhookSignature));
        var body = await request.Content!.ReadAsByteArrayAsync();
        var headers = WebhookSignature.CheckHeaders(id, timestamp, signature, now, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        return (WebhookSignature.Verify([SigningSecret.Parse(secret)], id, timestamp, signature, body, out _), headers.Verdict);
    }

    private static string Header(HttpRequestMessage request, string name) => request.Headers.GetValues(name).Single();
}
