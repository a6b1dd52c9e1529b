namespace Spotnana.Webhooks.Contract;

/// <summary>
/// Finds the values of an envelope as <see cref="EnvelopePass"/> does, several times as fast, in the bodies that come every day.
/// </summary>
/// <remarks>
/// It only ever says where the values are, or that it is not sure: then <see cref="EnvelopePass"/> reads the whole body again and alone
/// decides what is wrong with it, if anything is. What this pass accepts, that one accepts with the same values.
/// </remarks>
internal static class EnvelopeFastPass
{
    /// <summary>Finds the values.</summary>
    /// <param name="body">A body in valid UTF-8.</param>
    /// <param name="found">Gets the position of each value, as a token. It must be all default.</param>
    /// <returns>
    /// False where the body is not such an object, repeats a known name, or has a name with an escape that could be a known one.
    /// </returns>
    public static bool TryFind(ReadOnlySpan<byte> body, scoped Span<Range> found)
    {
        var at = JsonSkipper.White(body, 0);
        if (JsonSkipper.Peek(body, at) != '{')
            return false;
        at = Object(body, at, level: 1, EnvelopeMap.Root, found);
        return at >= 0 && JsonSkipper.White(body, at) == body.Length;
    }

    // From "{" to behind "}". The level is this object's: the map has far fewer levels than are allowed
    private static int Object(ReadOnlySpan<byte> body, int at, int level, EnvelopeProperty[] known, scoped Span<Range> found)
    {
        var seen = 0u;
        at = JsonSkipper.White(body, at + 1);
        if (JsonSkipper.Peek(body, at) == '}')
            return at + 1;
        while (true)
        {
            var end = JsonSkipper.Peek(body, at) == '"' ? JsonSkipper.Text(body, at) : JsonSkipper.Unsure;
            if (end < 0)
                return JsonSkipper.Unsure;
            var index = IndexOfName(body[(at + 1)..(end - 1)], known, out var isEscaped);
            at = JsonSkipper.Colon(body, end);
            if (at < 0 || isEscaped)
                return JsonSkipper.Unsure;

            if (index < 0)
            {
                at = JsonSkipper.Value(body, at, level);
            }
            else
            {
                if ((seen & (1u << index)) != 0)
                    return JsonSkipper.Unsure;
                seen |= 1u << index;
                at = Value(body, at, level, known[index], found);
            }

            if (at < 0)
                return JsonSkipper.Unsure;
            at = JsonSkipper.White(body, at);
            var sign = JsonSkipper.Peek(body, at++);
            if (sign == '}')
                return at;
            if (sign != ',')
                return JsonSkipper.Unsure;
            at = JsonSkipper.White(body, at);
        }
    }

    private static int Value(ReadOnlySpan<byte> body, int at, int level, EnvelopeProperty property, scoped Span<Range> found)
    {
        var first = JsonSkipper.Peek(body, at);
        if (first == '{' && property.TakesObject)
            return Object(body, at, level + 1, property.Children, found);
        if (first == '[' && property.TakesList)
            return List(body, at, level + 1, property.Children, found);

        var end = JsonSkipper.Value(body, at, level);
        if (end < 0)
            return JsonSkipper.Unsure;
        var isTaken = first switch
        {
            (byte)'"' => property.TakesAnything || (property.TakesText && end - at > 2),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => property.TakesAnything || property.TakesNumber,
            (byte)'n' => false,
            _ => property.TakesAnything,
        };
        if (isTaken)
            property.Keep(at..(first is (byte)'{' or (byte)'[' ? at + 1 : end), found);
        return end;
    }

    private static int List(ReadOnlySpan<byte> body, int at, int level, EnvelopeProperty[] known, scoped Span<Range> found)
    {
        at = JsonSkipper.White(body, at + 1);
        if (JsonSkipper.Peek(body, at) == ']')
            return at + 1;
        while (true)
        {
            at = JsonSkipper.Peek(body, at) == '{'
                ? Object(body, at, level + 1, known, found)
                : JsonSkipper.Value(body, at, level);
            if (at < 0)
                return JsonSkipper.Unsure;
            at = JsonSkipper.White(body, at);
            var sign = JsonSkipper.Peek(body, at++);
            if (sign == ']')
                return at;
            if (sign != ',')
                return JsonSkipper.Unsure;
            at = JsonSkipper.White(body, at);
        }
    }

    private static int IndexOfName(ReadOnlySpan<byte> name, EnvelopeProperty[] known, out bool isEscaped)
    {
        isEscaped = name.Contains((byte)'\\');
        for (var i = 0; i < known.Length; i++)
        {
            if (name.SequenceEqual(known[i].Name))
                return i;
        }

        return -1;
    }
}
