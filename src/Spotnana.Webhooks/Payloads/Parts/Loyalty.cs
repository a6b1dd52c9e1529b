using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A membership in a loyalty program.</summary>
/// <param name="Number">The member's number.</param>
/// <param name="IssuedBy">Whose program: an airline's, chain's or vendor's code.</param>
/// <param name="Type">A word such as <c>AIR</c>.</param>
/// <param name="Tier">The member's level.</param>
/// <param name="AppliesTo">The codes of those with whom it counts.</param>
public sealed record Loyalty(string? Number, string? IssuedBy, string? Type, string? Tier, IReadOnlyList<string> AppliesTo)
{
    internal static Loyalty Read(Node node) => new(
        node["id"u8].Text, node["issuedBy"u8].Text, node["type"u8].Text, node["tier"u8].Text, node["appliedTo"u8].Texts());
}
