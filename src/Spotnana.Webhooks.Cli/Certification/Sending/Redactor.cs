using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>Takes out of a receiver's answers what it may have echoed and nobody should read in a report.</summary>
internal sealed class Redactor(SigningSecret secret, IEnumerable<KeyValuePair<string, string>> ownHeaders)
{
    private const string Mask = "***";
    private const int MaxLength = 120;
    private const int MinSecretLength = 4;

    private readonly string[] _secrets =
        [secret.Reveal(), secret.Reveal().Split('_', 2)[1], .. ownHeaders.Select(header => header.Value).Where(value => value.Length >= MinSecretLength)];

    public string Clean(string text)
    {
        foreach (var value in _secrets)
            text = text.Replace(value, Mask, StringComparison.OrdinalIgnoreCase);
        return Printable.Line(SecretMask.Apply(text), MaxLength);
    }
}
