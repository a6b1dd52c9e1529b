using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>Something of the customer's organization, by id and name: a department, a cost center, a legal entity.</summary>
/// <param name="Id">Spotnana's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExternalId">The customer's own id.</param>
public sealed record Named(string? Id, string? Name, string? ExternalId)
{
    internal static Named? Read(Node node) =>
        node.IsAbsent ? null : new Named(node["id"u8].Id, node["name"u8].Text, node["externalId"u8].Text);
}
