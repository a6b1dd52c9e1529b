using System.Globalization;

namespace Spotnana.Webhooks.Contract;

/// <summary>Inspects JSON text whose escapes are not decoded yet.</summary>
internal static class JsonEscapes
{
    /// <summary>
    /// True when one half of a surrogate pair (<c>\uD800</c> to <c>\uDFFF</c>) appears without the other. <c>Utf8JsonReader</c> lets such
    /// text pass and throws only when it is decoded or compared.
    /// </summary>
    /// <param name="escaped">A string token in valid UTF-8, whose escapes the reader has found to be well formed.</param>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        while (true)
        {
            var escape = escaped.IndexOf((byte)'\\');
            if (escape < 0)
                return false;
            escaped = escaped[escape..];

            if (!TryReadUnit(escaped, out var unit))
            {
                escaped = escaped[2..];
                continue;
            }

            escaped = escaped[6..];
            if (!char.IsSurrogate(unit))
                continue;
            if (!TryReadUnit(escaped, out var other) || !char.IsSurrogatePair(unit, other))
                return true;
            escaped = escaped[6..];
        }
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> text, out char unit)
    {
        unit = default;
        if (!text.StartsWith("\\u"u8) || !ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, null, out var value))
            return false;
        unit = (char)value;
        return true;
    }
}
