using System.Buffers.Binary;
using System.Buffers.Text;

namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>A position in a listing. Callers treat its text as opaque: see <see cref="ToString"/> and <see cref="TryParse"/>.</summary>
/// <param name="Sequence">
/// The deliveries that follow have a lower <see cref="DeliverySummary.Sequence"/> than this; oldest first, a higher one.
/// </param>
public readonly record struct DeliveryCursor(long Sequence)
{
    private const int Size = sizeof(long);

    /// <summary>Reads the text of a cursor.</summary>
    /// <returns>False where the text is not a cursor.</returns>
    public static bool TryParse(string? text, out DeliveryCursor cursor)
    {
        cursor = default;
        if (text?.Length != Base64Url.GetEncodedLength(Size) || !Base64Url.IsValid(text, out var length) || length != Size)
            return false;

        Span<byte> bytes = stackalloc byte[Size];
        Base64Url.DecodeFromChars(text, bytes);
        cursor = new DeliveryCursor(BinaryPrimitives.ReadInt64BigEndian(bytes));
        return cursor.Sequence > 0 && cursor.ToString() == text;
    }

    /// <summary>The text of the cursor: 11 letters, digits, dashes or underscores.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Sequence);
        return Base64Url.EncodeToString(bytes);
    }
}
