using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>The way there or the way back.</summary>
/// <param name="Status">A word such as <c>CONFIRMED</c>.</param>
/// <param name="Legs">The places of its legs among the booking's legs, from 0.</param>
public sealed record RailJourney(string? Status, IReadOnlyList<int> Legs)
{
    internal static RailJourney? Read(Node node) => node.IsAbsent
        ? null
        : new RailJourney(node["journeyStatus"u8].Text, [.. node["legs"u8].Elements.Select(leg => leg.Index).OfType<int>()]);
}
