using System.Diagnostics;

namespace Spotnana.Webhooks.Cli.Tokens;

/// <summary>Where to get tokens, and the client's id and secret for it.</summary>
[DebuggerDisplay("{Id} at {TokenUrl}")]
internal sealed record OAuthClient(Uri TokenUrl, string Id, string Secret)
{
    public override string ToString() => $"{Id} at {TokenUrl}";
}
