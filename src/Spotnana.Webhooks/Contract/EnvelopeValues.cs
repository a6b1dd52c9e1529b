using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Spotnana.Webhooks.Contract;

/// <summary>The values found in a body, kept as positions, so that only those that count are decoded.</summary>
internal ref struct EnvelopeValues(ReadOnlySpan<byte> body, ReadOnlySpan<Range> found)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly ReadOnlySpan<Range> _found = found;

    /// <summary>True once a requested text contained half of a surrogate pair.</summary>
    public bool SawLoneSurrogate { get; private set; }

    public readonly bool Has(EnvelopeSlot slot) => !_found[(int)slot].Equals(default);

    public readonly bool IsText(EnvelopeSlot slot) => _body[_found[(int)slot]] is [(byte)'"', ..];

    /// <summary>Decodes a string; a number as it is written. Null where neither is there, or half of a surrogate pair is in it.</summary>
    public string? Text(EnvelopeSlot slot)
    {
        var token = _body[_found[(int)slot]];
        if (token is not [(byte)'"', ..])
            return token is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..] ? Encoding.UTF8.GetString(token) : null;
        if (JsonEscapes.HasLoneSurrogate(token))
        {
            SawLoneSurrogate = true;
            return null;
        }

        return ReaderOf(token).GetString();
    }

    /// <summary>Decodes a number, also one that is written as <c>"7"</c> or <c>7.0</c>. Null where it is not a 64-bit integer.</summary>
    public readonly long? Number(EnvelopeSlot slot)
    {
        const NumberStyles Json = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var token = _body[_found[(int)slot]];
        var digits = token is [(byte)'"', .., (byte)'"'] ? token[1..^1] : token;
        return decimal.TryParse(digits, Json, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : null;
    }

    private static Utf8JsonReader ReaderOf(ReadOnlySpan<byte> token)
    {
        var reader = new Utf8JsonReader(token);
        reader.Read();
        return reader;
    }
}
