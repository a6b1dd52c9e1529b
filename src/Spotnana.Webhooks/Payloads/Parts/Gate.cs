using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A place in an airport.</summary>
/// <param name="Terminal">The terminal.</param>
/// <param name="Number">The gate.</param>
public sealed record Gate(string? Terminal, string? Number)
{
    internal static Gate? Read(Node node) => node.IsAbsent ? null : new Gate(node["terminal"u8].Text, node["gate"u8].Text);
}
