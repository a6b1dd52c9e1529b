using System.Text;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Wire;

/// <summary>Bodies that are too long, too short or no envelope, byte for byte on the wire.</summary>
public sealed class BodyTests(WireTest.Fixture fixture) : WireTest(fixture)
{
    private const string ChunkedCoding = "Transfer-Encoding: chunked";

    public static TheoryData<string, byte[]> Unreadable => new()
    {
        { "empty", [] },
        { "a byte order mark", [0xEF, 0xBB, 0xBF, .. TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "1")] },
        { "deeper than 128", Nested(129) },
        { "far deeper", Nested(100_000) },
        { "a repeated routing name", """{"event_type":"PNR_V3","operation":"A","operation":"B"}"""u8.ToArray() },
        { "a repeated routing name by escapes", """{"event_type":"PNR_V3","\u006fperation":"A","operation":"B"}"""u8.ToArray() },
        { "invalid UTF-8", [.. "{\"event_type\":\"PNR_V3\",\"x\":\""u8, 0xC0, 0xAF, .. "\"}"u8] },
        { "a surrogate half in UTF-8", [.. "{\"event_type\":\"PNR_V3\",\"x\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8] },
        { "a lone surrogate in a routing value", """{"event_type":"PNR_V3","operation":"\udc00"}"""u8.ToArray() },
        { "UTF-16", Encoding.Unicode.GetBytes("{\"event_type\":\"PNR_V3\"}") },
        { "a NUL after the end", [.. TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "1"), 0] },
        { "cut off", TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "1")[..^10] },
        { "a routing type over 200 characters", Encoding.ASCII.GetBytes($$"""{"event_type":"{{new string('A', 201)}}"}""") },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task An_authentic_body_that_is_no_envelope_is_quarantined_and_never_a_5xx(string what, byte[] body)
    {
        Assert.NotEmpty(what);
        var request = new RawRequest { Body = body };
        await IsStoredAsync("quarantined", request, request.Bytes());
        Assert.Equal(DeliveryState.Dead, Receiver.StateOf(request.Id));
    }

    [Theory]
    [InlineData("{\"event_type\":\"PNR_V3\",\"operation\":\"BOOKING\\u0000TICKETED\"}")]
    [InlineData("{\"event_type\":\"PNR_V3\",\"operation\":\"{long}\",\"audience\":{\"organizationId\":\"{long}\"}}")]
    [InlineData("{\"event_type\":\"PNR_V9\",\"operation\":\"NOT_KNOWN_YET\",\"payload\":[1,2]}")]
    public async Task Routing_text_that_is_unknown_too_long_or_has_control_characters_is_kept(string body)
    {
        var request =
            new RawRequest { Body = Encoding.UTF8.GetBytes(body.Replace("{long}", new string('x', 201), StringComparison.Ordinal)) };
        await IsStoredAsync("accepted", request, request.Bytes());
    }

    [Fact]
    public async Task A_Content_Length_over_the_limit_gets_413_before_any_of_the_body_is_sent()
    {
        foreach (var length in (long[])[Fixture.MaxBodyBytes + 1, long.MaxValue])
        {
            var request = new RawRequest();
            await IsRefusedAsync(413, request, Encoding.ASCII.GetBytes(request.Head($"Content-Length: {length}")));
        }
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_accepted()
    {
        var body = TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "1");
        var request = new RawRequest { Body = [.. body, .. Enumerable.Repeat((byte)' ', Fixture.MaxBodyBytes - body.Length)] };
        await IsStoredAsync("accepted", request, request.Bytes());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3 * Fixture.MaxBodyBytes)]
    public async Task A_chunked_body_over_the_limit_gets_a_413_that_a_client_sees_when_it_finishes_sending(int excess)
    {
        var body = TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "1");
        var request = new RawRequest { Body = [.. body, .. Enumerable.Repeat((byte)' ', Fixture.MaxBodyBytes - body.Length + excess)] };
        await IsRefusedAsync(413, request, request.ChunkedBytes(ChunkedCoding));
    }

    [Fact]
    public async Task A_body_announced_longer_than_it_is_gets_400_or_no_answer_and_is_not_kept()
    {
        foreach (var head in (Func<RawRequest, string>[])[
            request => request.Head($"Content-Length: {request.Body.Length + 1}"),
            request => request.Head(ChunkedCoding) + $"{request.Body.Length + 1:x}\r\n",
        ])
        {
            var request = new RawRequest();
            using var connection = await RawConnection.OpenAsync(Receiver.WebhooksUrl);
            await connection.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(head(request)), .. request.Body]);
            connection.EndSending();

            Assert.True(await connection.ReadAsync() is null or { StatusCode: 400 });
            Assert.Null(Receiver.StateOf(request.Id));
        }
    }

    [Fact]
    public async Task A_body_longer_than_announced_gets_401_and_the_rest_of_it_is_no_request_of_its_own()
    {
        var request = new RawRequest();
        using var connection = await RawConnection.OpenAsync(Receiver.WebhooksUrl);

        await connection.SendAsync(request.Bytes($"Content-Length: {request.Body.Length - 1}"));
        await connection.SendAsync("\r\n\r\n");

        Assert.Equal(401, (await connection.ReadAsync())?.StatusCode);
        Assert.True(await connection.ReadAsync() is null or { StatusCode: 400 });
        Assert.Null(Receiver.StateOf(request.Id));
    }

    [Fact]
    public async Task Two_requests_sent_at_once_on_one_connection_get_their_answers_in_order()
    {
        var (first, second) = (new RawRequest(), new RawRequest());
        using var connection = await RawConnection.OpenAsync(Receiver.WebhooksUrl);

        await connection.SendAsync((byte[])[.. first.Bytes(), .. second.ChunkedBytes(ChunkedCoding)]);

        Assert.Contains(first.Id, (await connection.ReadAsync())?.Body, StringComparison.Ordinal);
        Assert.Contains(second.Id, (await connection.ReadAsync())?.Body, StringComparison.Ordinal);
    }

    private static byte[] Nested(int depth) =>
        Encoding.ASCII.GetBytes("{\"event_type\":\"PNR_V3\",\"x\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}");
}
