using System.IO.Compression;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>How bodies are stored: compressed where that makes them smaller, so that each commit has less to write to the log.</summary>
internal static class BodyCodec
{
    private const short Plain = 0;
    private const short Brotli = 1;

    // Compressing shorter bodies is not worth the time.
    private const int ShortestCompressed = 512;
    private const int Quality = 1;
    private const int Window = 20;

    public static (short Codec, byte[] Bytes) Encode(ReadOnlyMemory<byte> body)
    {
        if (body.Length < ShortestCompressed)
            return (Plain, body.ToArray());

        var buffer = new byte[body.Length];
        return BrotliEncoder.TryCompress(body.Span, buffer, out var written, Quality, Window) && written < body.Length
            ? (Brotli, buffer.AsSpan(0, written).ToArray())
            : (Plain, body.ToArray());
    }

    /// <param name="codec">The stored codec.</param>
    /// <param name="bytes">The stored bytes.</param>
    /// <param name="length">The length of the body as it came, in bytes.</param>
    /// <exception cref="InvalidDataException">It cannot be read: it is damaged, or a newer release wrote it.</exception>
    public static byte[] Decode(short codec, byte[] bytes, int length)
    {
        if (codec == Plain)
            return bytes;

        var body = new byte[length];
        return codec == Brotli && BrotliDecoder.TryDecompress(bytes, body, out var written) && written == length
            ? body
            : throw new InvalidDataException($"A stored body (codec {codec}) cannot be read: it is damaged, or of a newer release.");
    }
}
