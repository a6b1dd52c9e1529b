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

    /// <summary>Decodes a string. Null where there is none, and where it contains half of a surrogate pair.</summary>
    public string? Text(EnvelopeSlot slot)
    {
        var token = _body[_found[(int)slot]];
        if (token is not [(byte)'"', ..])
            return null;
        if (JsonEscapes.HasLoneSurrogate(token))
        {
            SawLoneSurrogate = true;
            return null;
        }

        return ReaderOf(token).GetString();
    }

    /// <summary>Decodes a number. Null where there is none, and where it is not a 64-bit integer.</summary>
    public readonly long? Number(EnvelopeSlot slot) =>
        Has(slot) && ReaderOf(_body[_found[(int)slot]]).TryGetInt64(out var number) ? number : null;

    private static Utf8JsonReader ReaderOf(ReadOnlySpan<byte> token)
    {
        var reader = new Utf8JsonReader(token);
        reader.Read();
        return reader;
    }
}
