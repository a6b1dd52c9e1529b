using System.Text.Json;

namespace Spotnana.Webhooks.Contract;

/// <summary>
/// Finds the values of an envelope in one pass with <c>Utf8JsonReader</c>, and says what is wrong with a body that has none. It is the
/// measure for <see cref="EnvelopeFastPass"/>, which goes first.
/// </summary>
internal static class EnvelopePass
{
    private static readonly JsonReaderOptions _strict = new()
    {
        MaxDepth = EnvelopeReader.MaxDepth,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
    };

    /// <summary>Finds the values.</summary>
    /// <param name="body">A body in valid UTF-8.</param>
    /// <param name="found">Gets the position of each value, as a token. It must be all default.</param>
    /// <returns>What makes the body unreadable. Null where it is one strict JSON object without repeated names.</returns>
    public static UnreadableReason? Find(ReadOnlySpan<byte> body, scoped Span<Range> found)
    {
        var reader = new Utf8JsonReader(body, _strict);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return UnreadableReason.NotAnObject;
            if (!TryReadObject(ref reader, EnvelopeMap.Root, found))
                return UnreadableReason.RepeatedName;

            // Nothing but white space may follow: anything else throws
            reader.Read();
            return null;
        }
        catch (JsonException)
        {
            return IsTooDeep(ref reader, body) ? UnreadableReason.TooDeep : UnreadableReason.NotJson;
        }
    }

    // Reads from "{" to "}". False when a known name is repeated.
    private static bool TryReadObject(ref Utf8JsonReader reader, EnvelopeProperty[] known, scoped Span<Range> found)
    {
        var seen = 0u;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = IndexOfName(ref reader, known);
            if (index < 0)
            {
                reader.Skip();
                continue;
            }

            if ((seen & (1u << index)) != 0)
                return false;
            seen |= 1u << index;
            reader.Read();
            if (!TryReadValue(ref reader, known[index], found))
                return false;
        }

        return true;
    }

    private static bool TryReadValue(ref Utf8JsonReader reader, EnvelopeProperty property, scoped Span<Range> found)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when property.TakesObject:
                return TryReadObject(ref reader, property.Children, found);

            case JsonTokenType.StartArray when property.TakesList:
                return TryReadList(ref reader, property.Children, found);

            case JsonTokenType.String when property.TakesText && reader.ValueSpan.Length > 0:
            case JsonTokenType.Number when property.TakesNumber:
            case not JsonTokenType.Null when property.TakesAnything:
                property.Keep((int)reader.TokenStartIndex..(int)reader.BytesConsumed, found);
                break;
        }

        reader.Skip();
        return true;
    }

    private static bool TryReadList(ref Utf8JsonReader reader, EnvelopeProperty[] known, scoped Span<Range> found)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                reader.Skip();
            else if (!TryReadObject(ref reader, known, found))
                return false;
        }

        return true;
    }

    private static int IndexOfName(ref Utf8JsonReader reader, EnvelopeProperty[] known)
    {
        if (reader.ValueIsEscaped && JsonEscapes.HasLoneSurrogate(reader.ValueSpan))
            return -1;
        for (var i = 0; i < known.Length; i++)
        {
            if (reader.ValueTextEquals(known[i].Name))
                return i;
        }

        return -1;
    }

    // Apart from the exception's message, the only sign is that the reader stopped at an opening bracket with all levels in use
    private static bool IsTooDeep(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var depth = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
        return depth == EnvelopeReader.MaxDepth && body[(int)reader.BytesConsumed..] is [(byte)'{' or (byte)'[', ..];
    }
}
