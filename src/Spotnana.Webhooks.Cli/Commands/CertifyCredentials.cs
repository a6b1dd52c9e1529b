using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Cli.Certification.Sending;
using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Cli.Tokens;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Commands;

/// <summary>What makes test deliveries authentic: a secret that signs them, or a client that gets tokens. One of the two is null.</summary>
internal sealed record CertifyCredentials(SigningSecret? Secret, OAuthClient? Client)
{
    /// <summary>What no report may show.</summary>
    public IEnumerable<string> Hidden => Secret is { } secret ? [secret.Reveal(), secret.Reveal().Split('_', 2)[1]] : [Client!.Secret];

    public static bool TryRead(
        ParseResult result, Option<string?> secret, OAuthOptions oauth, Uri url, IReadOnlyList<KeyValuePair<string, string>> headers,
        Surroundings surroundings, [NotNullWhen(true)] out CertifyCredentials? credentials, [NotNullWhen(false)] out string? error)
    {
        credentials = null;
        error = oauth.Alone(result);
        if (error is not null)
            return false;
        if (!oauth.IsWanted(result))
        {
            if (SecretChoice.TryChoose(result.GetValue(secret), url, surroundings.Environment, out var choice, out error))
                credentials = new CertifyCredentials(choice.Secret, Client: null);
            return error is null;
        }

        if (result.GetValue(secret) is not null)
            error = "With --oauth nothing is signed: leave out --secret.";
        else if (headers.Any(header => Draft.Authorization.Equals(header.Key, StringComparison.OrdinalIgnoreCase)))
            error = "--header: with --oauth, Authorization is sent anyway.";
        else if (oauth.TryRead(result, url, surroundings, out var client, out error))
            credentials = new CertifyCredentials(Secret: null, client);
        return error is null;
    }

    public TokenDesk? DeskFor(Drafts drafts, Redactor redactor, HttpClient http, TimeProvider clock) => Client is { } client
        ? new TokenDesk(client, new TokenRequests(client.TokenUrl, http, clock), drafts, redactor, clock)
        : null;
}
