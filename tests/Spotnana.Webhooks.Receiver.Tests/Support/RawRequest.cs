using System.Globalization;
using System.Text;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>
/// A correctly signed POST as text, to be spoiled line by line. The signature covers id, timestamp and body as they are set.
/// </summary>
public sealed class RawRequest
{
    public const string IdHeader = "x-spotnana-webhook-id";
    public const string TimestampHeader = "x-spotnana-webhook-timestamp";
    public const string SignatureHeader = "x-spotnana-webhook-signature";

    private static int _ids;

    public string RequestLine { get; set; } = "POST /webhooks/spotnana HTTP/1.1";

    public string Host { get; set; } = "Host: webhooks.example";

    public string Id { get; set; } = $"raw_{Interlocked.Increment(ref _ids):00000}";

    public string Timestamp { get; set; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public byte[] Body { get; set; } = TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "6104417720");

    public string Secret { get; set; } = TestDelivery.Secret;

    public string Signature => TestDelivery.Sign(Secret, Id, Timestamp, Body);

    public string ContentLength => $"Content-Length: {Body.Length}";

    /// <summary>The body as one chunk, and the last chunk.</summary>
    public byte[] Chunked => [.. Encoding.ASCII.GetBytes($"{Body.Length:x}\r\n"), .. Body, .. "\r\n0\r\n\r\n"u8];

    /// <summary>The three headers of the signature, in their order.</summary>
    public string[] SignatureLines => [$"{IdHeader}: {Id}", $"{TimestampHeader}: {Timestamp}", $"{SignatureHeader}: {Signature}"];

    /// <summary>Everything before the body. With no lines of its own it announces the body by Content-Length.</summary>
    public string Head(params string[] lines) => HeadOf([.. SignatureLines, .. lines.Length > 0 ? lines : [ContentLength]]);

    /// <summary>The same without the signature's headers.</summary>
    public string HeadOf(params string[] lines) => string.Join("\r\n", (string[])[RequestLine, Host, "API-Version: 2.0", .. lines, "", ""]);

    /// <summary>The whole request, with the body as it is.</summary>
    public byte[] Bytes(params string[] lines) => [.. Encoding.Latin1.GetBytes(Head(lines)), .. Body];

    /// <summary>The whole request with the body in chunks.</summary>
    public byte[] ChunkedBytes(params string[] lines) => [.. Encoding.Latin1.GetBytes(Head(lines)), .. Chunked];
}
