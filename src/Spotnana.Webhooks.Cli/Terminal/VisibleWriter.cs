using System.Globalization;
using System.Text;

namespace Spotnana.Webhooks.Cli.Terminal;

/// <summary>
/// Passes text on, with every character that could move the cursor, turn the direction or hide something written as <c>\u001b</c>. What
/// comes from outside (an answer, a file, an argument) so reaches no terminal as a command, whoever prints it; JSON stays the same JSON.
/// </summary>
internal sealed class VisibleWriter(TextWriter raw) : TextWriter(CultureInfo.InvariantCulture)
{
    /// <summary>The writer behind, for what the tool itself draws on a terminal.</summary>
    public TextWriter Raw => raw;

    public static TextWriter Around(TextWriter raw) => new VisibleWriter(raw);

    public override Encoding Encoding => raw.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer) => raw.Write(Visible(buffer.ToString()));

    public override void WriteLine(string? value)
    {
        Write(value);
        raw.WriteLine();
    }

    public override void WriteLine() => raw.WriteLine();

    public override void Flush() => raw.Flush();

    /// <summary>Ends of lines and tabs stay. A character that takes two UTF-16 units gets two escapes, as in JSON.</summary>
    public static string Visible(string text)
    {
        StringBuilder? visible = null;
        var place = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHarmless(rune) || (rune.Value == '\r' && text.AsSpan(place).StartsWith("\r\n")))
            {
                visible?.Append(rune.ToString());
            }
            else
            {
                visible ??= new StringBuilder().Append(text, 0, place);
                foreach (var unit in rune.ToString())
                    visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }

            place += rune.Utf16SequenceLength;
        }

        return visible?.ToString() ?? text;
    }

    private static bool IsHarmless(Rune rune) => rune.Value is '\n' or '\t' || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
