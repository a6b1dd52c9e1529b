using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>The answer to a question that the customer asks about each trip or booking.</summary>
/// <param name="Id">The question's id.</param>
/// <param name="Name">The question's name.</param>
/// <param name="Values">The answers that were chosen, or typed in.</param>
public sealed record CustomField(string? Id, string? Name, IReadOnlyList<string> Values)
{
    internal static CustomField Read(Node node) => new(
        node["fieldId"u8].Text, node["fieldName"u8].Text,
        node["selectedOptions"u8].List(option => option["additionalUserInput"u8].Text ?? option["name"u8].Text));
}
