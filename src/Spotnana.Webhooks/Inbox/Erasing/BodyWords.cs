using System.Buffers;
using System.Text.Json;

namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>Looks at all texts of a body.</summary>
internal static class BodyWords
{
    // What an id is made of. What stands between them parts a text into words: an address may hold an id.
    private static readonly SearchValues<byte> WordBytes =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"u8);

    /// <summary>
    /// Matches every name and every text of a JSON body, whole and word by word. Of a body that is no JSON, every run of bytes that has one
    /// of the lengths.
    /// </summary>
    public static void Visit(ReadOnlySpan<byte> body, HashedWords words, HashSet<Erasure> found)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 512 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueSpan.Length >= words.Shortest)
                    VisitText(ref reader, words, found);
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            VisitBytes(body, words, found);
        }
    }

    private static void VisitText(ref Utf8JsonReader reader, HashedWords words, HashSet<Erasure> found)
    {
        if (!reader.ValueIsEscaped)
        {
            VisitText(reader.ValueSpan, words, found);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            VisitText(rented.AsSpan(0, reader.CopyString(rented)), words, found);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private static void VisitText(ReadOnlySpan<byte> text, HashedWords words, HashSet<Erasure> found)
    {
        words.Match(text, found);
        for (var rest = text; rest.Length >= words.Shortest;)
        {
            var start = rest.IndexOfAny(WordBytes);
            if (start < 0)
                return;
            rest = rest[start..];
            var end = rest.IndexOfAnyExcept(WordBytes);
            var word = end < 0 ? rest : rest[..end];
            if (word.Length < text.Length)
                words.Match(word, found);
            rest = rest[word.Length..];
        }
    }

    private static void VisitBytes(ReadOnlySpan<byte> body, HashedWords words, HashSet<Erasure> found)
    {
        foreach (var length in words.Lengths)
        {
            for (var start = 0; start + length <= body.Length; start++)
                words.Match(body.Slice(start, length), found);
        }
    }
}
