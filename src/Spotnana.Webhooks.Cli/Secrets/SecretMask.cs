using System.Text.RegularExpressions;

namespace Spotnana.Webhooks.Cli.Secrets;

internal static partial class SecretMask
{
    public static string Apply(string text) => Secrets().Replace(text, "whsec_***");

    [GeneratedRegex(@"whsec_[^\s'"":][^\s'""]*", RegexOptions.IgnoreCase)]
    private static partial Regex Secrets();
}
