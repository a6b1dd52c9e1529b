using System.Globalization;

namespace Spotnana.Webhooks.Contract;

/// <summary>Looks into JSON text that still has its escapes.</summary>
internal static class JsonEscapes
{
    /// <summary>
    /// True when a <c>\uD800</c> to <c>\uDFFF</c> stands without its other half. <c>Utf8JsonReader</c> lets such text pass and
    /// throws only when it is decoded or compared.
    /// </summary>
    /// <param name="escaped">A string token whose escapes the reader has found to be well formed, in valid UTF-8.</param>
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
