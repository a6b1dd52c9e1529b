using System.Text;

namespace Spotnana.Webhooks.PostgreSql;

/// <summary>Which texts PostgreSQL can hold.</summary>
internal static class StoredText
{
    /// <summary>False for U+0000 and for halves of a surrogate pair.</summary>
    public static bool Fits(string? text)
    {
        if (text is null)
            return true;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var read) != System.Buffers.OperationStatus.Done || rune.Value == 0)
                return false;
            rest = rest[read..];
        }

        return true;
    }
}
