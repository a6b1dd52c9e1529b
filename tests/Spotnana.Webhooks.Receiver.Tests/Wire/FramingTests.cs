using System.Text;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Wire;

/// <summary>
/// A request that two servers could read differently is refused, although it is signed. Every request here would be 200 in plain form.
/// </summary>
public sealed class FramingTests(WireTest.Fixture fixture) : WireTest(fixture)
{
    private const string ChunkedCoding = "Transfer-Encoding: chunked";

    [Fact]
    public async Task A_signed_request_by_hand_is_accepted_with_Content_Length_and_in_chunks()
    {
        var plain = new RawRequest();
        await IsStoredAsync("accepted", plain, plain.Bytes());
        var chunked = new RawRequest();
        await IsStoredAsync("accepted", chunked, chunked.ChunkedBytes(ChunkedCoding));
        var loud = new RawRequest();
        await IsStoredAsync("accepted", loud, loud.ChunkedBytes("TRANSFER-ENCODING:CHUNKED"));
    }

    [Fact]
    public async Task Content_Length_and_Transfer_Encoding_together_get_400()
    {
        foreach (var order in (Func<RawRequest, string[]>[])[
            request => [request.ContentLength, ChunkedCoding],
            request => [ChunkedCoding, request.ContentLength],
            _ => ["Content-Length: 0", ChunkedCoding],
        ])
        {
            var request = new RawRequest();
            await IsRefusedAsync(400, request, request.ChunkedBytes(order(request)));
        }
    }

    [Fact]
    public async Task A_request_hidden_behind_Content_Length_and_Transfer_Encoding_is_not_read()
    {
        var outer = new RawRequest();
        var hidden = new RawRequest();
        using var connection = await RawConnection.OpenAsync(Receiver.WebhooksUrl);

        await connection.SendAsync((byte[])[
            .. Encoding.ASCII.GetBytes(outer.Head($"Content-Length: {5 + hidden.Bytes().Length}", ChunkedCoding)),
            .. "0\r\n\r\n"u8,
            .. hidden.Bytes(),
        ]);

        Assert.Equal(400, (await connection.ReadAsync())?.StatusCode);
        Assert.Null(await connection.ReadAsync());
        Assert.Null(Receiver.StateOf(hidden.Id));
    }

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("chunked, chunked")]
    [InlineData("chunked\r\nTransfer-Encoding: chunked")]
    [InlineData("gzip\r\nTransfer-Encoding: chunked")]
    [InlineData("chunked, gzip")]
    [InlineData("identity")]
    [InlineData("identity, chunked")]
    [InlineData("xchunked")]
    [InlineData("\vchunked")]
    [InlineData("chunked;q=1")]
    [InlineData("")]
    public async Task A_Transfer_Encoding_other_than_chunked_gets_400(string coding)
    {
        var request = new RawRequest();
        await IsRefusedAsync(400, request, request.ChunkedBytes($"Transfer-Encoding: {coding}"));
    }

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("chunked\r\nX-Content-Length: 2")]
    public async Task After_a_refusal_of_its_framing_a_connection_takes_no_further_request(string coding)
    {
        var (refused, next) = (new RawRequest(), new RawRequest());
        using var connection = await RawConnection.OpenAsync(Receiver.WebhooksUrl);

        await connection.SendAsync((byte[])[.. refused.ChunkedBytes($"Transfer-Encoding: {coding}"), .. next.Bytes()]);

        Assert.Equal("close", (await connection.ReadAsync())?.Headers.GetValueOrDefault("Connection"));
        Assert.Null(await connection.ReadAsync());
        Assert.Null(Receiver.StateOf(next.Id));
    }

    [Fact]
    public async Task Transfer_Encoding_in_HTTP_1_0_gets_400()
    {
        var request = new RawRequest { RequestLine = "POST /webhooks/spotnana HTTP/1.0" };
        await IsRefusedAsync(400, request, request.ChunkedBytes(ChunkedCoding));
    }

    [Fact]
    public async Task Two_Content_Lengths_get_400()
    {
        var same = new RawRequest();
        await IsRefusedAsync(400, same, same.Bytes(same.ContentLength, same.ContentLength));
        var other = new RawRequest();
        await IsRefusedAsync(400, other, other.Bytes(other.ContentLength, "Content-Length: 2"));
        var list = new RawRequest();
        await IsRefusedAsync(400, list, list.Bytes($"{list.ContentLength}, {list.Body.Length}"));
    }

    [Theory]
    [InlineData("+{0}")]
    [InlineData("-{0}")]
    [InlineData("{0}.0")]
    [InlineData("0x{0}")]
    [InlineData("{0}e0")]
    [InlineData("1 {0}")]
    [InlineData("99999999999999999999")]
    [InlineData("18446744073709551618")]
    [InlineData("")]
    public async Task A_Content_Length_that_is_no_plain_number_gets_400(string length)
    {
        var request = new RawRequest();
        await IsRefusedAsync(
            400, request, request.Bytes("Content-Length: " + length.Replace("{0}", $"{request.Body.Length}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("all")]
    [InlineData("one")]
    [InlineData("last")]
    public async Task Bare_LF_line_ends_get_400(string where)
    {
        var request = new RawRequest();
        var head = request.Head();
        var spoiled = where switch
        {
            "all" => head.Replace("\r\n", "\n", StringComparison.Ordinal),
            "one" => head.Replace("\r\nAPI-Version", "\nAPI-Version", StringComparison.Ordinal),
            _ => head[..^2] + "\n",
        };

        // With the last line end alone the server waits for more of the head.
        await IsRefusedAsync(400, request, (byte[])[.. Encoding.ASCII.GetBytes(spoiled), .. request.Body, .. "\r\n\r\n"u8]);
    }

    [Theory]
    [InlineData("X-Folded: a\r\n b")]
    [InlineData("X-Folded: a\r\n\tb")]
    [InlineData(" X-Folded: a")]
    public async Task An_obs_fold_gets_400(string line)
    {
        var request = new RawRequest();
        await IsRefusedAsync(400, request, request.Bytes(request.ContentLength, line));
    }

    [Theory]
    [InlineData("X-Odd: a\0b")]
    [InlineData("X-Od\0d: a")]
    [InlineData("X-Odd: a\rb")]
    [InlineData("X-Odd : a")]
    [InlineData("X-Odd")]
    [InlineData(": a")]
    public async Task A_NUL_or_another_stray_character_in_a_header_gets_400(string line)
    {
        var request = new RawRequest();
        await IsRefusedAsync(400, request, request.Bytes(request.ContentLength, line));
    }

    [Theory]
    [InlineData("Host: webhooks.example\r\nHost: webhooks.example")]
    [InlineData("Host: webhooks.example\r\nHost: other.example")]
    [InlineData("Host: a b")]
    [InlineData("X-No-Host: a")]
    public async Task Two_Hosts_or_none_get_400(string lines)
    {
        var request = new RawRequest { Host = lines };
        await IsRefusedAsync(400, request, request.Bytes());
    }

    [Theory]
    [InlineData("{0:x};a\nb\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("{0:x};\n{1}\r\n0\r\n\r\n")]
    [InlineData("{0:x};a\rb\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("{0:x};a=\"\n\"\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("{0:x}\n{1}\r\n0\r\n\r\n")]
    [InlineData("{0:x}\r\n{1}\n0\r\n\r\n")]
    [InlineData("{0:x}\r\n{1}\r\n0\n\r\n")]
    [InlineData("{0:x}\r\n{1}\r\n0;\n\r\n")]
    public async Task A_chunk_extension_or_line_end_that_two_servers_read_differently_gets_400(string chunks) =>
        await RefusesChunksAsync(chunks);

    [Theory]
    [InlineData("xyz\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("-{0:x}\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("+{0:x}\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("0x{0:x}\r\n{1}\r\n0\r\n\r\n")]
    [InlineData(" {0:x}\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("{0:x} \r\n{1}\r\n0\r\n\r\n")]
    [InlineData("\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("80000000\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("1000000{0:x}\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("1\r\n{1}\r\n0\r\n\r\n")]
    public async Task An_invalid_chunk_size_gets_400(string chunks) => await RefusesChunksAsync(chunks);

    [Fact]
    public async Task A_trailer_changes_nothing_of_what_was_signed()
    {
        var request = new RawRequest();
        byte[] bytes =
        [
            .. Encoding.ASCII.GetBytes(request.Head(ChunkedCoding)),
            .. request.Chunked[..^2],
            .. Encoding.ASCII.GetBytes($"{RawRequest.IdHeader}: other\r\nContent-Length: 2\r\n\r\n"),
        ];
        await IsStoredAsync("accepted", request, bytes);
    }

    [Fact]
    public async Task HTTP_2_without_TLS_is_not_spoken()
    {
        using var connection = await RawConnection.OpenAsync(Receiver.WebhooksUrl);
        await connection.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0");
        Assert.NotEqual(200, (await connection.ReadAsync())?.StatusCode);
    }

    private async Task RefusesChunksAsync(string chunks)
    {
        var request = new RawRequest();
        var text = chunks.Replace("{0:x}", $"{request.Body.Length:x}", StringComparison.Ordinal)
            .Replace("{1}", Encoding.UTF8.GetString(request.Body), StringComparison.Ordinal);
        await IsRefusedAsync(400, request, Encoding.UTF8.GetBytes(request.Head(ChunkedCoding) + text));
    }
}
