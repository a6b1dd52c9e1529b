using Snappier;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>Snappy is not the tightest, but by far the fastest, and what is left of a booking is a third.</summary>
internal sealed class SnappyCompression : BodyCompression
{
    // 1 is Brotli, on PostgreSQL.
    public const short Number = 2;

    public override short Codec => Number;

    public override int MostBytes(int length) => Snappy.GetMaxCompressedLength(length);

    public override int Compress(ReadOnlySpan<byte> body, Span<byte> into) => Snappy.Compress(body, into);

    public override bool TryDecompress(ReadOnlySpan<byte> compressed, Span<byte> body)
    {
        try
        {
            return Snappy.GetUncompressedLength(compressed) == body.Length
                && Snappy.TryDecompress(compressed, body, out var written) && written == body.Length;
        }
        catch (Exception damage) when (damage is InvalidDataException or InvalidOperationException)
        {
            return false;
        }
    }
}
