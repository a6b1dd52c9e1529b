using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>Whom to call when something happens to a traveler.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Relation">A word such as <c>SPOUSE</c>.</param>
/// <param name="Phones">Telephone numbers.</param>
public sealed record EmergencyContact(string? Name, string? Email, string? Relation, IReadOnlyList<PhoneNumber> Phones)
{
    internal static EmergencyContact? Read(Node node) => node.IsAbsent ? null : new EmergencyContact(
        node["name"u8].Text ?? node["contactName"u8].Text, node["email"u8].Text, node["relation"u8].Text,
        node["phoneNumbers"u8].List(PhoneNumber.Read));
}
