using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Cli.Tokens;

namespace Spotnana.Webhooks.Cli.Commands;

/// <summary>The options for tokens in place of signatures.</summary>
internal sealed class OAuthOptions
{
    private const string IdVariable = "SPOTNANA_CLIENT_ID";
    private const string SecretVariable = "SPOTNANA_CLIENT_SECRET";

    private readonly Option<bool> _wanted = new("--oauth") { Description = "Send Bearer tokens in place of signatures." };
    private readonly Option<string?> _id = new("--client-id") { Description = $"For tokens. Default: {IdVariable}.", HelpName = "ID" };
    private readonly Option<string?> _secret =
        new("--client-secret") { Description = $"For tokens. Default: {SecretVariable}.", HelpName = "SECRET" };
    private readonly Option<string?> _tokenUrl =
        new("--token-url") { Description = "Where to get tokens. Default: the URL followed by /oauth/token.", HelpName = "URL" };

    public IEnumerable<Option> All => [_wanted, _id, _secret, _tokenUrl];

    public bool IsWanted(ParseResult result) => result.GetValue(_wanted);

    /// <summary>The error if these options stand without the one that they go with. Null: none.</summary>
    public string? Alone(ParseResult result) =>
        !IsWanted(result) && (result.GetValue(_id) ?? result.GetValue(_secret) ?? result.GetValue(_tokenUrl)) is not null
            ? "--client-id, --client-secret and --token-url go with --oauth."
            : null;

    public bool TryRead(
        ParseResult result, Uri url, Surroundings surroundings, [NotNullWhen(true)] out OAuthClient? client,
        [NotNullWhen(false)] out string? error)
    {
        client = null;
        var id = result.GetValue(_id) ?? surroundings.Environment(IdVariable);
        var secret = result.GetValue(_secret) ?? surroundings.Environment(SecretVariable);
        var usual = new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') + "/oauth/token", Query = "", Fragment = "" };
        var tokens = result.GetValue(_tokenUrl) ?? usual.Uri.AbsoluteUri;
        if (!WebhookUrl.TryParse("--token-url", tokens, out var tokenUrl, out error))
            return false;
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(secret))
        {
            error = "--oauth needs the client's id and secret.\n"
                + $"Give them by --client-id and --client-secret, or in {IdVariable} and {SecretVariable}.";
            return false;
        }

        client = new OAuthClient(tokenUrl, id, secret);
        return true;
    }
}
