using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>What went through one means of payment.</summary>
/// <param name="Method">A word such as <c>CREDIT_CARD</c>.</param>
/// <param name="CardCompany">The card's company, such as <c>VISA</c>.</param>
/// <param name="Charged">All that was charged.</param>
/// <param name="Refunded">All that was paid back.</param>
/// <param name="Net">The difference.</param>
public sealed record PaymentTotal(string? Method, string? CardCompany, Money? Charged, Money? Refunded, Money? Net)
{
    internal static PaymentTotal Read(Node node) => new(
        node["fop"u8]["paymentMethod"u8].Text ?? node["fop"u8]["type"u8].Text, node["fop"u8]["card"u8]["company"u8].Text,
        Money.Read(node["totalCharge"u8]), Money.Read(node["totalRefund"u8]), Money.Read(node["netCharge"u8]));
}
