using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A passport or another document that a traveler is known by.</summary>
/// <param name="Type">What it is: <c>passport</c>, <c>immigrationDoc</c>, <c>ktn</c>, <c>redress</c>, <c>nationalDoc</c>.</param>
/// <param name="Number">Its number.</param>
/// <param name="IssuedBy">The country that issued it, two letters.</param>
/// <param name="ExpiresOn">The last day on which it is good.</param>
public sealed record IdentityDocument(string Type, string? Number, string? IssuedBy, DateOnly? ExpiresOn)
{
    internal static IdentityDocument? Read(Node node) =>
        Read("passport", node["passport"u8]) ?? Read("immigrationDoc", node["immigrationDoc"u8]) ?? Read("ktn", node["ktn"u8])
        ?? Read("redress", node["redress"u8]) ?? Read("nationalDoc", node["nationalDoc"u8]);

    private static IdentityDocument? Read(string type, Node node) => node.IsAbsent ? null : new IdentityDocument(
        type, node["docId"u8].Text ?? node["number"u8].Text, node["issueCountry"u8].Text, node["expiryDate"u8].Day);
}
