using System.Globalization;
using System.Text;

namespace Spotnana.Webhooks.Cli.Http;

/// <summary>
/// Foreign text made fit for a terminal, a log and XML: one short line, in which nothing can move the cursor or turn the direction.
/// </summary>
internal static class Printable
{
    private const string Ellipsis = "…";

    public static string Line(string text, int maxLength)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
            }
            else if (IsHarmless(rune))
            {
                line.Append(rune.ToString());
            }
            else
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }

            if (line.Length > maxLength)
                return line.ToString(0, Cut(line, maxLength - 1)).TrimEnd() + Ellipsis;
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>The whole text, with its spaces.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHarmless(rune))
                escaped.Append(rune.ToString());
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return escaped.ToString();
    }

    // Not between the halves of a pair
    private static int Cut(StringBuilder line, int length) => length > 0 && char.IsHighSurrogate(line[length - 1]) ? length - 1 : length;

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
            or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
