namespace Spotnana.Webhooks.Contract;

/// <summary>Skips the parts of JSON that have no inside: numbers, literals, and the escapes of strings.</summary>
internal static class JsonScalars
{
    /// <summary>Skips a number, <c>true</c>, <c>false</c> or <c>null</c>. What may follow is the caller's matter.</summary>
    /// <returns>The position behind it, or <see cref="JsonSkipper.Unsure"/>.</returns>
    public static int Skip(ReadOnlySpan<byte> body, int at)
    {
        switch (JsonSkipper.Peek(body, at))
        {
            case (byte)'t':
                return body[at..].StartsWith("true"u8) ? at + 4 : JsonSkipper.Unsure;
            case (byte)'f':
                return body[at..].StartsWith("false"u8) ? at + 5 : JsonSkipper.Unsure;
            case (byte)'n':
                return body[at..].StartsWith("null"u8) ? at + 4 : JsonSkipper.Unsure;
            case (byte)'-':
                at++;
                break;
        }

        // A leading zero stands alone
        at = JsonSkipper.Peek(body, at) == '0' ? at + 1 : Digits(body, at);
        if (at >= 0 && JsonSkipper.Peek(body, at) == '.')
            at = Digits(body, at + 1);
        if (at >= 0 && JsonSkipper.Peek(body, at) is (byte)'e' or (byte)'E')
        {
            var sign = JsonSkipper.Peek(body, at + 1);
            at = Digits(body, sign is (byte)'+' or (byte)'-' ? at + 2 : at + 1);
        }

        return at;
    }

    /// <summary>Skips an escape within a string. Half of a surrogate pair is syntax like any other.</summary>
    public static int SkipEscape(ReadOnlySpan<byte> body, int at)
    {
        switch (JsonSkipper.Peek(body, at + 1))
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return at + 2;
            case (byte)'u':
                for (var digit = at + 2; digit < at + 6; digit++)
                {
                    if (!char.IsAsciiHexDigit((char)JsonSkipper.Peek(body, digit)))
                        return JsonSkipper.Unsure;
                }

                return at + 6;
            default:
                return JsonSkipper.Unsure;
        }
    }

    // At least one
    private static int Digits(ReadOnlySpan<byte> body, int at)
    {
        var start = at;
        while (char.IsAsciiDigit((char)JsonSkipper.Peek(body, at)))
            at++;
        return at > start ? at : JsonSkipper.Unsure;
    }
}
