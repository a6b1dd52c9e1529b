using System.Diagnostics;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>Where tokens are had, and by what.</summary>
[DebuggerDisplay("{Id} at {TokenUrl}")]
internal sealed record OAuthClient(Uri TokenUrl, string Id, string Secret)
{
    public override string ToString() => $"{Id} at {TokenUrl}";
}
