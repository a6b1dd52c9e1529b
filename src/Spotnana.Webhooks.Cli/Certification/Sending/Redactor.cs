using System.Text.RegularExpressions;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>Masks secrets in a receiver's answers, which it may have echoed, so that no report shows them.</summary>
internal sealed class Redactor
{
    private const string Mask = "***";
    private const int MaxLength = 120;

    private readonly List<string> _secrets;
    private Regex _pattern;

    public Redactor(SigningSecret secret, IEnumerable<KeyValuePair<string, string>> ownHeaders, Uri url)
        : this([secret.Reveal(), secret.Reveal().Split('_', 2)[1]], ownHeaders, url)
    {
    }

    public Redactor(IEnumerable<string> secrets, IEnumerable<KeyValuePair<string, string>> ownHeaders, Uri url)
    {
        _secrets = [.. secrets, .. ownHeaders.Select(header => header.Value), .. ValuesOf(url.Query)];
        _pattern = PatternOf(_secrets);
    }

    public string Clean(string text) => Printable.Line(SecretMask.Apply(_pattern.Replace(text, Mask)), MaxLength);

    /// <summary>Masks another secret from now on.</summary>
    public void Hide(string secret)
    {
        lock (_secrets)
        {
            _secrets.Add(secret);
            _pattern = PatternOf(_secrets);
        }
    }

    // The longest first: one may begin with another
    private static Regex PatternOf(IEnumerable<string> secrets) => new(
        string.Join('|', secrets.OrderByDescending(value => value.Length).Select(EchoPattern.Of).OfType<string>()),
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    // Some put a key there. A plus may be itself, or a space
    private static IEnumerable<string> ValuesOf(string query) => query
        .TrimStart('?').Split('&')
        .Select(part => part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..])
        .SelectMany(value => (string[])[Uri.UnescapeDataString(value), Uri.UnescapeDataString(value.Replace('+', ' '))]);
}
