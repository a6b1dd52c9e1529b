using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>Tells which texts PostgreSQL can store.</summary>
internal static class StoredText
{
    private static readonly SearchValues<char> _suspects =
        SearchValues.Create(['\0', .. Enumerable.Range(0xD800, 0x800).Select(surrogate => (char)surrogate)]);

    /// <summary>False where the text has U+0000 or half of a surrogate pair.</summary>
    public static bool Fits(string? text)
    {
        // Hardly any text has one of these at all.
        if (text is null || !text.AsSpan().ContainsAny(_suspects))
            return true;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var read) != OperationStatus.Done || rune.Value == 0)
                return false;
            rest = rest[read..];
        }

        return true;
    }

    /// <summary>The text with U+FFFD in place of whatever PostgreSQL cannot store.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Fitting(string? text) =>
        Fits(text) ? text : string.Concat(text!.EnumerateRunes().Select(rune => rune.Value == 0 ? Rune.ReplacementChar : rune));
}
