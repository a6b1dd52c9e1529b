using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>One tax.</summary>
/// <param name="Code">Its code, such as <c>XG</c> or <c>VAT19</c>.</param>
/// <param name="Amount">How much.</param>
public sealed record TaxAmount(string? Code, Money Amount)
{
    internal static TaxAmount? Read(Node node) =>
        Money.Read(node["amount"u8]) is { } amount ? new TaxAmount(node["taxCode"u8].Text, amount) : null;
}
