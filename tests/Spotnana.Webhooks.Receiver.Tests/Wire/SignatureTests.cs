using System.Text;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Wire;

/// <summary>The signature's rules, byte for byte on the wire: whoever does not hold a secret gets the same short 401.</summary>
public sealed class SignatureTests(WireTest.Fixture fixture) : WireTest(fixture)
{
    private const string Junk = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [Fact]
    public async Task Missing_wrong_and_malformed_signatures_get_one_constant_401()
    {
        var request = new RawRequest();
        var signed = request.SignatureLines;
        string[][] spoiled =
        [
            [signed[1], signed[2]],
            [signed[0], signed[2]],
            [signed[0], signed[1]],
            [],
            [signed[0], signed[1], $"{RawRequest.SignatureHeader}: {Junk}"],
            [signed[0], signed[1], $"{RawRequest.SignatureHeader}: v1,{Junk}"],
            [signed[0], signed[1], $"{RawRequest.SignatureHeader}: v1a,{request.Signature}"],
            [signed[0], signed[1], $"{RawRequest.SignatureHeader}:"],
            [signed[0], signed[1], $"{RawRequest.SignatureHeader}: {new string('A', 20_000)}"],
            [signed[0], signed[1], $"{RawRequest.SignatureHeader}: {request.Signature},{request.Signature}"],
            [signed[0], $"{RawRequest.TimestampHeader}: 1", signed[2]],
            ["Authorization: Bearer x", signed[0], signed[1]],
        ];

        var shapes = new HashSet<string>();
        foreach (var lines in spoiled)
        {
            var head = request.HeadOf([.. lines, request.ContentLength]);
            var answer = await AnswerToAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. request.Body]);
            Assert.Equal(401, answer?.StatusCode);
            shapes.Add(answer!.Shape);
        }

        Assert.Single(shapes);
        Assert.Null(Receiver.StateOf(request.Id));
    }

    [Theory]
    [InlineData("+{0}")]
    [InlineData("-{0}")]
    [InlineData("0{0}")]
    [InlineData("0001")]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("{0}.0")]
    [InlineData("{0}000")]
    [InlineData("{0}e0")]
    [InlineData("{0} {0}")]
    [InlineData("{0},{0}")]
    [InlineData("{0}Z")]
    [InlineData("999999999999999999999999999999")]
    [InlineData("2026-03-02T17:38:07Z")]
    [InlineData("\u0661\u0662\u0663")]
    [InlineData("")]
    public async Task A_timestamp_in_another_form_gets_401_although_it_is_signed(string form)
    {
        var request = new RawRequest();
        request.Timestamp = form.Replace("{0}", request.Timestamp, StringComparison.Ordinal);
        await IsRefusedAsync(401, request, (byte[])[.. Encoding.UTF8.GetBytes(request.Head()), .. request.Body]);
    }

    [Fact]
    public async Task A_timestamp_signed_with_its_leading_space_gets_401()
    {
        var request = new RawRequest();
        request.Timestamp = " " + request.Timestamp;
        await IsRefusedAsync(401, request, request.Bytes());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Any_of_the_three_headers_sent_twice_gets_401(int header)
    {
        foreach (var second in (Func<string, string>[])[
            line => line,
            line => line.Split(':')[0] + ": other",
            line => line.ToUpperInvariant().Split(':')[0] + ":" + line.Split(':')[1],
        ])
        {
            var request = new RawRequest();
            await IsRefusedAsync(401, request, request.Bytes(request.ContentLength, second(request.SignatureLines[header])));
        }
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(256, 200)]
    [InlineData(257, 401)]
    public async Task An_id_may_have_256_characters_and_no_more(int length, int expected)
    {
        var request = new RawRequest { Id = new string((char)('a' + (length % 26)), length) };
        if (expected == 200)
            await IsStoredAsync("accepted", request, request.Bytes());
        else
            await IsRefusedAsync(expected, request, request.Bytes());
    }

    [Theory]
    [InlineData("msg\t1")]
    [InlineData("msg\u007f1")]
    [InlineData("msgé")]
    [InlineData("msg\u00ff")]
    public async Task An_id_outside_printable_ASCII_gets_401(string id)
    {
        var request = new RawRequest { Id = id };
        await IsRefusedAsync(401, request, (byte[])[.. Encoding.UTF8.GetBytes(request.Head()), .. request.Body]);
    }

    [Fact]
    public async Task An_id_that_is_not_even_UTF_8_is_refused_by_the_server()
    {
        var request = new RawRequest { Id = "msg_\u00ff\u00fe" };
        await IsRefusedAsync(400, request, request.Bytes());
    }

    [Theory]
    [InlineData("{0} junk")]
    [InlineData("junk {0}")]
    [InlineData("v1a,{0} v1,{0}")]
    [InlineData("v2,%% v1,%% {0}")]
    [InlineData("v1,{1} {0}")]
    [InlineData("{0}  {1}   ")]
    public async Task Junk_beside_a_good_token_is_skipped(string form)
    {
        var request = new RawRequest();
        await IsStoredAsync("accepted", request, WithSignature(request, form));
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    [InlineData(200, false)]
    public async Task The_first_ten_tokens_count(int junkBefore, bool accepted)
    {
        var request = new RawRequest();
        var bytes = WithSignature(request, string.Concat(Enumerable.Repeat("v1,{1} ", junkBefore)) + "{0}");
        await (accepted ? IsStoredAsync("accepted", request, bytes) : IsRefusedAsync(401, request, bytes));
    }

    [Fact]
    public async Task A_replay_is_a_duplicate_however_its_signature_is_written()
    {
        var request = new RawRequest();
        await IsStoredAsync("accepted", request, request.Bytes());
        await Receiver.StateIsAsync(request.Id, DeliveryState.Completed);

        await IsStoredAsync("duplicate", request, request.Bytes());
        await IsStoredAsync("duplicate", request, WithSignature(request, "v1,{0}"));
        // The last character before the padding carries two loose bits: another text for the same bytes.
        var loose = request.Signature[..^2] + (char)(request.Signature[^2] + 1) + "=";
        var answer = await AnswerToAsync(WithSignature(request, loose));
        Assert.True(answer?.StatusCode == 401 || answer?.Body.Contains("duplicate", StringComparison.Ordinal) == true, answer?.Shape);

        Assert.Equal(1, Receiver.Query<long>("SELECT count(*) FROM delivery WHERE id = @id", ("@id", request.Id)));
        Assert.Equal(1, Receiver.Query<long>(
            "SELECT attempts FROM handling JOIN delivery ON delivery.seq = handling.delivery WHERE id = @id", ("@id", request.Id)));
    }

    [Fact]
    public async Task The_same_id_with_other_authentic_bytes_is_quarantined_and_logged_as_an_error()
    {
        var first = new RawRequest();
        await IsStoredAsync("accepted", first, first.Bytes());
        var other = new RawRequest { Id = first.Id, Body = TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "other") };

        var answer = await AnswerToAsync(other.Bytes());

        Assert.Equal((200, $$"""{"status":"quarantined","id":"{{first.Id}}"}"""), (answer!.StatusCode, answer.Body));
        Assert.Equal(
            (long)DeadReason.Conflict, Receiver.Query<long>("SELECT reason FROM delivery WHERE id = @id AND copy = 1", ("@id", first.Id)));
        await Receiver.Log.LineAsync(line => line.Level == Serilog.Events.LogEventLevel.Error && CapturedLog.IsOf(line, first.Id));
    }

    [Fact]
    public async Task A_delivery_with_a_missing_or_foreign_Content_Type_is_stored_and_an_encoded_body_gets_415()
    {
        foreach (var type in (string[])[
            "", "Content-Type: text/xml", "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: multipart/form-data; boundary=x", "Content-Type: ;;;",
        ])
        {
            var request = new RawRequest();
            await IsStoredAsync(
                "accepted", request, request.Bytes(type.Length == 0 ? [request.ContentLength] : [request.ContentLength, type]));
        }

        foreach (var encoding in (string[])["gzip", "GZIP", "identity, gzip", "br", "identity\r\nContent-Encoding: deflate"])
        {
            var request = new RawRequest();
            await IsRefusedAsync(415, request, request.Bytes(request.ContentLength, $"Content-Encoding: {encoding}"));
        }
    }

    private static byte[] WithSignature(RawRequest request, string form)
    {
        var signature = form.Replace("{0}", request.Signature, StringComparison.Ordinal).Replace("{1}", Junk, StringComparison.Ordinal);
        var head = request.HeadOf(
            request.SignatureLines[0], request.SignatureLines[1], $"{RawRequest.SignatureHeader}: {signature}", request.ContentLength);
        return [.. Encoding.ASCII.GetBytes(head), .. request.Body];
    }
}
