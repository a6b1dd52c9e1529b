using System.Net;
using System.Text;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>The answers to POSTs to a subscription's path, over a real socket.</summary>
public sealed class ReceivingTests : IClassFixture<ReceivingTests.Fixture>
{
    private readonly RunningReceiver _receiver;

    public ReceivingTests(Fixture fixture) => _receiver = fixture.Receiver;

    [Fact]
    public async Task An_authentic_delivery_is_accepted_stored_whole_and_handled()
    {
        var delivery = new TestDelivery { Id = "msg_accepted+/=" };

        var answer = await _receiver.SendAsync(delivery);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"status":"accepted","id":"msg_accepted+/="}""", answer.Body);
        Assert.Equal("application/json", answer.Header("Content-Type"));
        await _receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);
        Assert.Equal(
            Convert.ToHexString(delivery.Body),
            _receiver.Query<string>("SELECT hex(plain(codec, body)) FROM payload JOIN delivery USING (seq) WHERE id = @id", ("@id", delivery.Id)));
    }

    [Fact]
    public async Task A_duplicate_is_answered_200_and_not_dispatched()
    {
        var delivery = new TestDelivery();
        await _receiver.SendAsync(delivery);
        await _receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        delivery.SentAt = delivery.SentAt.AddSeconds(-30);
        var again = await _receiver.SendAsync(delivery);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal($$"""{"status":"duplicate","id":"{{delivery.Id}}"}""", again.Body);
        Assert.Equal(1, _receiver.Query<long>("SELECT count(*) FROM delivery WHERE id = @id", ("@id", delivery.Id)));
        Assert.Equal(1, _receiver.Query<long>(
            "SELECT attempts FROM handling JOIN delivery ON delivery.seq = handling.delivery WHERE id = @id", ("@id", delivery.Id)));
    }

    [Fact]
    public async Task The_same_id_with_other_bytes_is_quarantined_and_both_are_kept()
    {
        var delivery = new TestDelivery();
        await _receiver.SendAsync(delivery);
        delivery.Body = TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "another");

        var conflict = await _receiver.SendAsync(delivery);
        var again = await _receiver.SendAsync(delivery);

        Assert.Equal(HttpStatusCode.OK, conflict.StatusCode);
        Assert.Equal("quarantined", conflict.Status);
        Assert.Equal("quarantined", again.Status);
        Assert.Equal(
            2, _receiver.Query<long>("SELECT count(*) FROM delivery JOIN payload USING (seq) WHERE id = @id", ("@id", delivery.Id)));
        Assert.Equal(
            (long)DeadReason.Conflict,
            _receiver.Query<long>("SELECT reason FROM delivery WHERE id = @id AND copy = 1", ("@id", delivery.Id)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[1,2]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"event_type":7}""")]
    [InlineData("""{"event_type":"PNR_V3","event_type":"PNR_V3"}""")]
    [InlineData("""{"event_type":"PNR_V3","event\u005ftype":"PNR_V3"}""")]
    [InlineData("""{"event_type":"PNR_V3","operation":"\ud800"}""")]
    [InlineData("""{"event_type":"PNR_V3"} trailing""")]
    [InlineData("\ufeff{\"event_type\":\"PNR_V3\"}")]
    public async Task What_is_authentic_but_no_readable_envelope_is_kept_whole_as_a_dead_letter(string body)
    {
        var delivery = new TestDelivery { Body = Encoding.UTF8.GetBytes(body) };

        var answer = await _receiver.SendAsync(delivery);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($$"""{"status":"quarantined","id":"{{delivery.Id}}"}""", answer.Body);
        Assert.Equal(DeliveryState.Dead, _receiver.StateOf(delivery.Id));
        Assert.Equal(
            (long)DeadReason.Unreadable, _receiver.Query<long>("SELECT reason FROM delivery WHERE id = @id", ("@id", delivery.Id)));
        Assert.Equal(
            delivery.Body.Length,
            _receiver.Query<long>("SELECT length(plain(codec, body)) FROM payload JOIN delivery USING (seq) WHERE id = @id", ("@id", delivery.Id)));
    }

    [Fact]
    public async Task A_body_that_is_not_UTF_8_or_nested_too_deep_is_quarantined()
    {
        byte[][] bodies =
        [
            [.. "{\"event_type\":\"PNR_V3\",\"x\":\""u8, 0xFF, .. "\"}"u8],
            Encoding.UTF8.GetBytes("{\"event_type\":\"PNR_V3\",\"x\":" + new string('[', 200) + new string(']', 200) + "}"),
        ];
        foreach (var body in bodies)
        {
            var answer = await _receiver.SendAsync(new TestDelivery { Body = body });
            Assert.Equal((HttpStatusCode.OK, "quarantined"), (answer.StatusCode, answer.Status));
        }
    }

    [Fact]
    public async Task An_unknown_event_type_operation_and_field_are_accepted_and_kept()
    {
        var delivery = new TestDelivery
        {
            Body = """{"event_type":"PNR_V9","operation":"NEVER_HEARD_OF","novelty":{"a":[1]},"payload":null}"""u8.ToArray(),
        };

        var answer = await _receiver.SendAsync(delivery);

        Assert.Equal((HttpStatusCode.OK, "accepted"), (answer.StatusCode, answer.Status));
        Assert.Equal("PNR_V9", _receiver.Query<string>("SELECT event_type FROM delivery WHERE id = @id", ("@id", delivery.Id)));
        Assert.Equal("NEVER_HEARD_OF", _receiver.Query<string>("SELECT operation FROM delivery WHERE id = @id", ("@id", delivery.Id)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task The_content_type_is_not_judged(string? contentType)
    {
        var delivery =
            new TestDelivery { Change = request => request.Content!.Headers.ContentType = contentType is null ? null : new(contentType) };
        Assert.Equal("accepted", (await _receiver.SendAsync(delivery)).Status);
    }

    [Fact]
    public async Task Bytes_are_verified_and_kept_as_they_came()
    {
        var delivery = new TestDelivery
        {
            Body = Encoding.UTF8.GetBytes("{ \"payload\" : {\"name\":\"Zoë — 東京 \\u00e9\"},\t\"event_type\":\"TRAVELER_V2\" }\n"),
        };

        Assert.Equal("accepted", (await _receiver.SendAsync(delivery)).Status);
        Assert.Equal(
            Convert.ToHexString(delivery.Body),
            _receiver.Query<string>("SELECT hex(plain(codec, body)) FROM payload JOIN delivery USING (seq) WHERE id = @id", ("@id", delivery.Id)));
    }

    [Fact]
    public async Task An_unknown_path_is_404()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _receiver.SendAsync(new TestDelivery(), "/webhooks/nobody")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _receiver.SendAsync(new TestDelivery(), "/")).StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Another_method_is_405_and_the_answer_names_POST(string method)
    {
        var answer = await _receiver.SendAsync(new TestDelivery { Change = request => request.Method = new HttpMethod(method) });

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal("POST", answer.Header("Allow"));
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("br", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("identity", HttpStatusCode.OK)]
    public async Task A_content_encoding_other_than_identity_is_415(string encoding, HttpStatusCode expected)
    {
        var answer = await _receiver.SendAsync(
            new TestDelivery { Change = request => request.Content!.Headers.ContentEncoding.Add(encoding) });
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("2.0", HttpStatusCode.OK)]
    [InlineData("1.0", HttpStatusCode.BadRequest)]
    [InlineData("2.0, 1.0", HttpStatusCode.BadRequest)]
    [InlineData(null, HttpStatusCode.BadRequest)]
    public async Task The_API_version_must_be_one_of_those_accepted(string? version, HttpStatusCode expected)
    {
        var delivery = new TestDelivery { ApiVersion = version };

        var answer = await _receiver.SendAsync(delivery);

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK)
            return;
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Contains("2.0", answer.Body, StringComparison.Ordinal);
        Assert.Null(_receiver.StateOf(delivery.Id));
    }

    [Fact]
    public async Task A_wrong_API_version_says_nothing_to_those_who_do_not_hold_a_secret()
    {
        var answer = await _receiver.SendAsync(new TestDelivery { ApiVersion = null, SignedWith = TestDelivery.OtherSecret });
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_413_and_nothing_of_it_is_kept(bool chunked)
    {
        var delivery = new TestDelivery
        {
            Body = TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", "1", padding: new string('x', Fixture.MaxBodyBytes)),
            Change = request => request.Headers.TransferEncodingChunked = chunked,
        };

        var answer = await _receiver.SendAsync(delivery);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Null(_receiver.StateOf(delivery.Id));
    }

    [Fact]
    public async Task A_large_body_below_the_limit_is_accepted()
    {
        var delivery = new TestDelivery
        {
            Body = TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", "1", padding: new string('x', Fixture.MaxBodyBytes - 1000)),
        };
        Assert.Equal("accepted", (await _receiver.SendAsync(delivery)).Status);
    }

    [Fact]
    public async Task Each_delivery_leaves_a_line_when_received_and_one_when_handled_with_all_that_support_asks_for()
    {
        var delivery = new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "FLIGHT_CANCELED", "7770001", organization: "org-77") };
        await _receiver.SendAsync(delivery);
        await _receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        var received = await LineAsync(delivery.Id, "Received");
        var handled = await LineAsync(delivery.Id, "Handled");

        foreach (var line in (Serilog.Events.LogEvent[])[received, handled])
        {
            string Value(string name) => line.Properties[name].ToString(null, System.Globalization.CultureInfo.InvariantCulture).Trim('"');
            Assert.Equal(("spotnana", "PNR_V3", "FLIGHT_CANCELED"), (Value("Subscription"), Value("EventType"), Value("Operation")));
            Assert.Equal(("org-77", "pnr/7770001"), (Value("OrganizationId"), Value("Subject")));
            Assert.Equal(("463ac35c9f6413ad48485a3953bb6124", "a2fb4a1d1a96d312"), (Value("TraceId"), Value("SpanId")));
            Assert.Contains("2026", Value("OccurredAt"), StringComparison.Ordinal);
            Assert.Equal(delivery.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), Value("Bytes"));
            Assert.True(line.Properties.ContainsKey("Milliseconds"));
        }

        Assert.Equal("\"accepted\"", received.Properties["Status"].ToString());
        Assert.Equal("\"completed\"", handled.Properties["Status"].ToString());
    }

    private Task<Serilog.Events.LogEvent> LineAsync(string id, string verb) =>
        _receiver.Log.LineAsync(line => line.MessageTemplate.Text.StartsWith(verb, StringComparison.Ordinal) && CapturedLog.IsOf(line, id));

    public sealed class Fixture : IDisposable
    {
        public const int MaxBodyBytes = 1024 * 1024;

        public RunningReceiver Receiver { get; } = new(new() { ["Intake:MaxBodyBytes"] = "1048576" });

        public void Dispose() => Receiver.Dispose();
    }
}
