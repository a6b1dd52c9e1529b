using System.Buffers;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>
/// How bodies are stored: compressed where that makes them smaller. Snappy is not the tightest, but by far the fastest, and what is left
/// of a booking is a third.
/// </summary>
internal static class BodyCodec
{
    public const short Plain = 0;

    // 1 is Brotli, on PostgreSQL.
    public const short Snappy = 2;

    // Compressing shorter bodies is not worth the time.
    private const int ShortestCompressed = 512;

    /// <returns>Null: it is stored as it is.</returns>
    public static StoredBody? Encode(ReadOnlySpan<byte> body)
    {
        if (body.Length < ShortestCompressed)
            return null;

        var rented = ArrayPool<byte>.Shared.Rent(Snappier.Snappy.GetMaxCompressedLength(body.Length));
        var length = Snappier.Snappy.Compress(body, rented);
        var stored = new StoredBody(Snappy, rented, length);
        if (length < body.Length)
            return stored;

        stored.Dispose();
        return null;
    }

    /// <param name="codec">The stored codec.</param>
    /// <param name="stored">The stored bytes.</param>
    /// <param name="length">The length of the body as it came, in bytes.</param>
    /// <exception cref="InvalidDataException">It cannot be read: it is damaged, or a newer release wrote it.</exception>
    public static byte[] Decode(long codec, ReadOnlySpan<byte> stored, int length)
    {
        if (codec == Plain)
            return stored.ToArray();

        var body = codec == Snappy ? TryDecompress(stored, length) : null;
        return body
            ?? throw new InvalidDataException($"A stored body (codec {codec}) cannot be read: it is damaged, or of a newer release.");
    }

    private static byte[]? TryDecompress(ReadOnlySpan<byte> stored, int length)
    {
        try
        {
            if (Snappier.Snappy.GetUncompressedLength(stored) != length)
                return null;
            var body = new byte[length];
            return Snappier.Snappy.TryDecompress(stored, body, out var written) && written == length ? body : null;
        }
        catch (Exception damage) when (damage is InvalidDataException or InvalidOperationException)
        {
            return null;
        }
    }
}
