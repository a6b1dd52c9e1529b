using System.Buffers.Binary;
using System.Buffers.Text;

namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>A place in a listing. For callers a text without meaning: <see cref="ToString"/> and <see cref="TryParse"/>.</summary>
/// <param name="Sequence">What follows has a lower <see cref="DeliverySummary.Sequence"/> than this.</param>
public readonly record struct DeliveryCursor(long Sequence)
{
    private const int Size = sizeof(long);

    /// <summary>Reads the text of a cursor.</summary>
    /// <returns>False where it is none.</returns>
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

    /// <summary>The text, 11 letters, digits, dashes or underscores.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Sequence);
        return Base64Url.EncodeToString(bytes);
    }
}
