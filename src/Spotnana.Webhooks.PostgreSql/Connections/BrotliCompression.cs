using System.IO.Compression;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>Brotli leaves a fifth of a booking, so that each commit has less to write to the log.</summary>
internal sealed class BrotliCompression : BodyCompression
{
    /// <summary>The codecs that can be read, as SQL.</summary>
    public const string KnownSql = "(0, 1, 16, 17)";

    // Of a booking, 0 makes as little as 1 does, in less than half the time; a smaller window takes longer.
    private const int Quality = 0;
    private const int Window = 20;

    public override short Codec => 1;

    public override int MostBytes(int length) => length;

    public override int Compress(ReadOnlySpan<byte> body, Span<byte> into) =>
        BrotliEncoder.TryCompress(body, into[..body.Length], out var written, Quality, Window) ? written : 0;

    public override bool TryDecompress(ReadOnlySpan<byte> compressed, Span<byte> body) =>
        BrotliDecoder.TryDecompress(compressed, body, out var written) && written == body.Length;
}
