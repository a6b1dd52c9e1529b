using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>What a customer notes about its people in a field of its own.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">What is noted.</param>
public sealed record CompanyField(string? Name, string? Value)
{
    internal static CompanyField Read(Node node) =>
        new(node["fixedColumnName"u8].Text ?? node["fieldName"u8].Text, node["value"u8].Text);
}
