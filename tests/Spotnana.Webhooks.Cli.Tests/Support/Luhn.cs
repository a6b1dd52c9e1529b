using System.Text.RegularExpressions;

namespace Spotnana.Webhooks.Cli.Tests.Support;

/// <summary>Finds what may be a whole payment card number: 13 to 19 digits, perhaps grouped, with a right check digit.</summary>
internal static partial class Luhn
{
    public static IReadOnlyList<string> CardNumbersIn(string text) =>
        [.. DigitRuns().Matches(text).Select(match => match.Value).Where(IsValid)];

    private static bool IsValid(string run)
    {
        var digits = run.Where(char.IsAsciiDigit).Select(digit => digit - '0').Reverse().ToArray();
        var sum = digits.Select((digit, index) => index % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2).Sum();
        return sum % 10 == 0;
    }

    [GeneratedRegex("(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z])")]
    private static partial Regex DigitRuns();
}
