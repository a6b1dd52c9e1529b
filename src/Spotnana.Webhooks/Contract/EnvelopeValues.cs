using System.Text.Json;

namespace Spotnana.Webhooks.Contract;

/// <summary>The values found on the way through a body, kept as positions: only those that count are ever decoded.</summary>
internal ref struct EnvelopeValues(ReadOnlySpan<byte> body, ReadOnlySpan<Range> found)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly ReadOnlySpan<Range> _found = found;

    /// <summary>True once a text was asked for that holds half of a surrogate pair.</summary>
    public bool SawLoneSurrogate { get; private set; }

    public readonly bool Has(EnvelopeSlot slot) => !_found[(int)slot].Equals(default);

    /// <summary>Null where nothing was found, where it is no text, and for half of a surrogate pair.</summary>
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

    /// <summary>Null where nothing was found, and for a number that is not a whole one of 64 bits.</summary>
    public readonly long? Number(EnvelopeSlot slot) =>
        Has(slot) && ReaderOf(_body[_found[(int)slot]]).TryGetInt64(out var number) ? number : null;

    private static Utf8JsonReader ReaderOf(ReadOnlySpan<byte> token)
    {
        var reader = new Utf8JsonReader(token);
        reader.Read();
        return reader;
    }
}
