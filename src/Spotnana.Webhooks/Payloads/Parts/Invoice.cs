using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>An invoice or credit note.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Id">Its id.</param>
/// <param name="ProductType">What it is for: <c>PNR</c> or <c>SERVICE_FEE</c>.</param>
/// <param name="IsRefunded">Whether what it is for was paid back.</param>
/// <param name="Document">The document. Null where it is not there yet.</param>
public sealed record Invoice(string? Number, string? Id, string? ProductType, bool IsRefunded, Document? Document)
{
    internal static Invoice Read(Node node, IReadOnlyList<Document> documents)
    {
        var number = node["invoiceNumber"u8].Text;
        return new Invoice(
            number, node["invoiceId"u8].Text, node["productType"u8].Text, node["isRefunded"u8].Flag ?? false,
            number is null ? null : documents.FirstOrDefault(document => document.InvoiceNumber == number));
    }
}
