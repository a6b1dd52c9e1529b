using System.Text.RegularExpressions;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>Masks secrets in a receiver's answers, which it may have echoed, so that no report shows them.</summary>
internal sealed class Redactor(SigningSecret secret, IEnumerable<KeyValuePair<string, string>> ownHeaders, Uri url)
{
    private const string Mask = "***";
    private const int MaxLength = 120;

    // The longest first: one may begin with another
    private readonly Regex _secrets = new(
        string.Join(
            '|', SecretsOf(secret, ownHeaders, url).OrderByDescending(value => value.Length).Select(EchoPattern.Of).OfType<string>()),
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public string Clean(string text) => Printable.Line(SecretMask.Apply(_secrets.Replace(text, Mask)), MaxLength);

    private static IEnumerable<string> SecretsOf(SigningSecret secret, IEnumerable<KeyValuePair<string, string>> ownHeaders, Uri url) =>
        [secret.Reveal(), secret.Reveal().Split('_', 2)[1], .. ownHeaders.Select(header => header.Value), .. ValuesOf(url.Query)];

    // Some put a key there. A plus may be itself, or a space
    private static IEnumerable<string> ValuesOf(string query) => query
        .TrimStart('?').Split('&')
        .Select(part => part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..])
        .SelectMany(value => (string[])[Uri.UnescapeDataString(value), Uri.UnescapeDataString(value.Replace('+', ' '))]);
}
