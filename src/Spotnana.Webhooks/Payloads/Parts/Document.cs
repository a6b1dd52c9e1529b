using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A document of a booking. Whoever has its address can read it: log it nowhere.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where it can be fetched.</param>
/// <param name="Type">A word such as <c>INVOICE</c>.</param>
/// <param name="Name">The file's name.</param>
/// <param name="InvoiceNumber">The invoice that it is.</param>
/// <param name="InvoiceType">A word such as <c>FARE_INVOICE</c> or <c>SERVICE_FEE_INVOICE</c>.</param>
public sealed record Document(string? Id, string? Url, string? Type, string? Name, string? InvoiceNumber, string? InvoiceType)
{
    internal static Document Read(Node node)
    {
        var about = node["documentMetadata"u8];
        var invoice = about["entityMetadata"u8]["invoiceMetadata"u8];
        return new Document(
            node["documentId"u8].Text, node["url"u8].Text, about["documentType"u8].Text, about["name"u8].Text,
            invoice["invoiceNumber"u8].Text, invoice["invoiceType"u8].Text);
    }
}
