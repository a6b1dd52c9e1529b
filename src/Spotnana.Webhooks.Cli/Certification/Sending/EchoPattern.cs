using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>
/// A pattern of a secret as a receiver may echo it: bare, in JSON, percent-encoded, in HTML, with its white space changed, or cut off at
/// the end
/// of the text.
/// </summary>
internal static partial class EchoPattern
{
    /// <summary>Anything shorter is not a secret, and masking it would remove half of every answer.</summary>
    public const int MinLength = 4;

    // Where the text is cut off, perhaps within a character. It matches there for each of the characters that are missing
    private const string Cut = @"\S{0,6}(?=…$)";

    public static string? Of(string secret)
    {
        string[] units = [.. WhiteSpace().Replace(secret.Trim(), " ").EnumerateRunes().Select(Of)];
        if (units.Length < MinLength)
            return null;
        return string.Concat(units[..MinLength]) + string.Concat(units[MinLength..].Select(unit => $"(?:{unit}|{Cut})"));
    }

    private static string Of(Rune rune)
    {
        var text = rune.ToString();
        var json = string.Concat(text.Select(unit => string.Create(CultureInfo.InvariantCulture, $@"\\+u{(int)unit:x4}")));
        var percent = string.Concat(
            Encoding.UTF8.GetBytes(text).Select(unit => string.Create(CultureInfo.InvariantCulture, $"%(?:25)*{unit:x2}")));
        var html = $"&#0*{rune.Value};|&#x0*{rune.Value:x};";
        // Not what is bare anyway: with two ways for each character, a text that is almost the secret would take for ever
        if (WebUtility.HtmlEncode(text) is var entity && entity != text)
            html += $"|{Regex.Escape(entity)}";
        return rune.Value == ' ' ? $@"(?:\s|\+|{json}|{percent}|{html})+" : $@"(?:\\*{Regex.Escape(text)}|{json}|{percent}|{html})";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
