using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Benchmarks.Load.Traffic;

/// <summary>
/// A whole request, headers and body in one array: the n-th one is made by writing over its id, time, signature and the places of
/// <see cref="EventTemplate"/>. No two have the same id.
/// </summary>
internal sealed class RequestTemplate
{
    /// <summary>Of a signature in Base64.</summary>
    public const int SignatureLength = 44;

    private const int NumberLength = 9;
    private const int TimestampLength = 10;
    private const string Path = "/webhooks/spotnana";

    private readonly EventTemplate _event;
    private readonly byte[] _bytes;
    private readonly byte[] _key;
    private readonly int _timestampAt;
    private readonly int _numberAt;
    private readonly int _signatureAt;
    private readonly int _idAt;
    private readonly int _idLength;

    public RequestTemplate(EventTemplate template, byte[] key)
    {
        (_event, _key) = (template, key);
        var id = $"msg_{Guid.NewGuid().ToString("N")[..8]}_{new string('0', NumberLength)}";
        var timestamp = new string('1', TimestampLength);
        var signature = new string('=', SignatureLength);
        var head = Encoding.ASCII.GetBytes(
            $"POST {Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAPI-Version: 2.0\r\n"
            + $"Content-Length: {template.Bytes.Length}\r\nx-spotnana-webhook-id: {id}\r\nx-spotnana-webhook-timestamp: {timestamp}\r\n"
            + $"x-spotnana-webhook-signature: {signature}\r\nX-B3-TraceId: 80f198ee56343ba864fe8b2a57d3eff7\r\n"
            + "X-B3-SpanId: e457b5a2e4d86bd1\r\n\r\n");
        _idAt = head.AsSpan().IndexOf(Encoding.ASCII.GetBytes(id));
        _idLength = id.Length;
        _numberAt = _idAt + id.Length - NumberLength;
        _timestampAt = head.AsSpan().IndexOf(Encoding.ASCII.GetBytes(timestamp));
        _signatureAt = head.AsSpan().IndexOf(Encoding.ASCII.GetBytes(signature));
        HeadLength = head.Length;
        _bytes = [.. head, .. template.Bytes];
        Stamp();
    }

    public int HeadLength { get; }

    public int BodyLength => _event.Bytes.Length;

    /// <summary>From now on copies are sent at this time. Signatures of before are void.</summary>
    public void Stamp() =>
        TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().TryFormat(
            _bytes.AsSpan(_timestampAt), out _, default, CultureInfo.InvariantCulture);

    public byte[] Copy() => [.. _bytes];

    /// <summary>Something that signs, for one thread.</summary>
    public IncrementalHash NewHash() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);

    /// <summary>Makes the n-th request but for its signature.</summary>
    public void Write(byte[] request, long number)
    {
        number.TryFormat(request.AsSpan(_numberAt), out _, "D9", CultureInfo.InvariantCulture);
        _event.Write(request.AsSpan(HeadLength), number);
    }

    public void WriteSignature(byte[] request, ReadOnlySpan<byte> signature) => signature.CopyTo(request.AsSpan(_signatureAt));

    /// <summary>The signature of a request that was written.</summary>
    public void Sign(byte[] request, IncrementalHash hash, Span<byte> signature)
    {
        Span<byte> prefix = stackalloc byte[128];
        request.AsSpan(_idAt, _idLength).CopyTo(prefix);
        prefix[_idLength] = (byte)'.';
        request.AsSpan(_timestampAt, TimestampLength).CopyTo(prefix[(_idLength + 1)..]);
        var length = _idLength + 1 + TimestampLength;
        prefix[length++] = (byte)'.';

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hash.AppendData(prefix[..length]);
        hash.AppendData(request, HeadLength, request.Length - HeadLength);
        hash.GetHashAndReset(mac);
        Base64.EncodeToUtf8(mac, signature, out _, out _);
    }
}
