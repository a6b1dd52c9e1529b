using System.Buffers;
using System.IO.Compression;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>How bodies are stored: compressed where that makes them smaller, so that each commit has less to write to the log.</summary>
internal static class BodyCodec
{
    private const short Plain = 0;
    private const short Brotli = 1;

    // Compressing shorter bodies is not worth the time.
    private const int ShortestCompressed = 512;

    // Of a booking, 0 makes as little as 1 does, in less than half the time; a smaller window takes longer.
    private const int Quality = 0;
    private const int Window = 20;

    public static (short Codec, byte[] Bytes) Encode(ReadOnlyMemory<byte> body)
    {
        using var stored = Rent(body.Span);
        return (stored.Codec, stored.Bytes.ToArray());
    }

    /// <summary>The same in memory of the shared pool.</summary>
    public static StoredBody Rent(ReadOnlySpan<byte> body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(body.Length);
        if (body.Length >= ShortestCompressed
            && BrotliEncoder.TryCompress(body, buffer.AsSpan(0, body.Length), out var written, Quality, Window) && written < body.Length)
        {
            return new StoredBody(Brotli, buffer, written);
        }

        body.CopyTo(buffer);
        return new StoredBody(Plain, buffer, body.Length);
    }

    /// <summary>The codecs that <see cref="Decode"/> knows, as SQL.</summary>
    public const string KnownSql = "(0, 1)";

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
