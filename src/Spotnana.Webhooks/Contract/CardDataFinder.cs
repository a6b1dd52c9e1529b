using System.Text.Json;

namespace Spotnana.Webhooks.Contract;

/// <summary>
/// Finds unmasked card data in a body. Two searches by vectors over the bytes are all that most bodies cost; member names that are
/// escaped are not found by them.
/// </summary>
internal static class CardDataFinder
{
    private const int MaxDepth = 128;
    private const int FewestDigits = 13;
    private const int MostDigits = 19;

    public static CardData Find(ReadOnlySpan<byte> body)
    {
        var found = CardData.None;
        for (var rest = body; TryFindValue(ref rest, "\"cvv\""u8);)
        {
            if (!IsCvv(rest))
                continue;
            found |= CardData.Cvv;
            break;
        }

        for (var rest = body; TryFindValue(ref rest, "\"number\""u8);)
        {
            if (rest is not [(byte)'"', .. var text] || !IsCardNumber(TextOf(text)))
                continue;

            // There are other numbers of this length, such as those of tickets.
            return HasCardWithNumber(body) ? found | CardData.Number : found;
        }

        return found;
    }

    /// <summary>Moves on to the next value of a member with a name.</summary>
    private static bool TryFindValue(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> name)
    {
        for (int at; (at = rest.IndexOf(name)) >= 0;)
        {
            rest = rest[(at + name.Length)..].TrimStart(" \t\r\n"u8);
            if (rest is not [(byte)':', .. var value])
                continue;
            rest = value.TrimStart(" \t\r\n"u8);
            return true;
        }

        return false;
    }

    private static bool IsCvv(ReadOnlySpan<byte> value)
    {
        var digits = value is [(byte)'"', .. var text] ? TextOf(text) : NumberOf(value);
        return digits.Length is 3 or 4 && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> text) =>
        text.IndexOf((byte)'"') is >= 0 and var end ? text[..end] : [];

    private static ReadOnlySpan<byte> NumberOf(ReadOnlySpan<byte> value) =>
        value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? value[..end] : value;

    /// <summary>Whether all of it is digits, but for spaces and hyphens, and the last one fits the others (Luhn).</summary>
    private static bool IsCardNumber(ReadOnlySpan<byte> text)
    {
        var (sum, digits) = (0, 0);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] is (byte)' ' or (byte)'-')
                continue;
            if (!char.IsAsciiDigit((char)text[i]) || digits == MostDigits)
                return false;
            var digit = (text[i] - '0') << (digits % 2);
            sum += digit > 9 ? digit - 9 : digit;
            digits++;
        }

        return digits >= FewestDigits && sum % 10 == 0;
    }

    private static bool HasCardWithNumber(ReadOnlySpan<byte> body)
    {
        Span<bool> isCard = stackalloc bool[MaxDepth + 2]; // by the depth of its members
        isCard.Clear();
        var (card, number) = (false, false);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        card = reader.ValueTextEquals("card"u8);
                        number = isCard[reader.CurrentDepth] && reader.ValueTextEquals("number"u8);
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        isCard[reader.CurrentDepth + 1] = card && reader.TokenType == JsonTokenType.StartObject;
                        (card, number) = (false, false);
                        break;
                    case JsonTokenType.String when number && IsCardNumber(reader.ValueSpan):
                        return true;
                }
            }
        }
        catch (JsonException)
        {
            // It is kept as unreadable.
        }

        return false;
    }
}
