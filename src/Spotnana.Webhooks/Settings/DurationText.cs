using System.Globalization;
using System.Text.RegularExpressions;

namespace Spotnana.Webhooks.Settings;

/// <summary>Checks time spans as they are written in settings.</summary>
internal static partial class DurationText
{
    /// <summary>
    /// What is wrong with the text and how to fix it, as the rest of a sentence that begins with the key; null when it can be used.
    /// <see cref="TimeSpan"/> would read <c>24:00:00</c> as 24 days.
    /// </summary>
    public static string? ErrorIn(string text)
    {
        if (HoursAndMinutes().Match(text) is not { Success: true } parts)
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _) ? null : NotATime(text);

        var (days, hours, minutes, seconds) = (Number("d"), Number("h"), Number("m"), Number("s"));
        if (hours <= 23 && minutes <= 59 && seconds <= 59)
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _) ? null : NotATime(text);

        var meant = new TimeSpan(days, hours, minutes, seconds);
        return $"is '{text}', with {TooLarge()}. Write {parts.Groups["sign"].Value}{meant:c}{parts.Groups["f"].Value} "
            + "(days.hours:minutes:seconds).";

        int Number(string group) =>
            parts.Groups[group] is { Success: true } digits ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : 0;

        string TooLarge() => hours > 23 ? "hours above 23" : minutes > 59 ? "minutes above 59" : "seconds above 59";
    }

    private static string NotATime(string text) => $"is '{text}'. Write a time as days.hours:minutes:seconds, such as 00:00:30.";

    // So few digits that their sum is a time span; TimeSpan itself reads at most 10,675,199 hours as days.
    [GeneratedRegex(@"^\s*(?<sign>-?)((?<d>[0-9]{1,6})\.)?(?<h>[0-9]{1,8}):(?<m>[0-9]{1,6})(:(?<s>[0-9]{1,6})(?<f>\.[0-9]+)?)?\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex HoursAndMinutes();
}
