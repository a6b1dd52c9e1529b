using System.Globalization;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Parsing;

namespace Spotnana.Webhooks.Receiver.Logging;

/// <summary>What the texts of lines come to, worked out once for each.</summary>
internal sealed class LineTexts
{
    // More than the program has texts; a library that makes up texts as it goes must not fill the memory.
    private const int MostTexts = 1_000;

    // A text with more values than this lists them, and each stands in the line under its name.
    private const int MostValues = 8;

    private readonly Dictionary<string, Text> _texts = new(StringComparer.Ordinal);

    public Text Of(MessageTemplate template)
    {
        if (_texts.TryGetValue(template.Text, out var text))
            return text;
        if (_texts.Count >= MostTexts)
            _texts.Clear();
        return _texts[template.Text] = new(
            EventIdHash.Compute(template.Text).ToString("x8", CultureInfo.InvariantCulture), StartOrNull(template));
    }

    private static string? StartOrNull(MessageTemplate template) =>
        template.Tokens.OfType<PropertyToken>().Count() > MostValues
            ? string.Concat(template.Tokens.TakeWhile(token => token is TextToken)).TrimEnd()
            : null;

    /// <param name="Id">Tells lines of one text from those of another.</param>
    /// <param name="Start">
    /// The words before the first value, for a text that only lists values: they would stand in the line twice. Null: the whole text, with
    /// its values.
    /// </param>
    internal sealed record Text(string Id, string? Start);
}
