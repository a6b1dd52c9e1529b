using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>The invoice documents of a booking.</summary>
internal static class Invoices
{
    /// <summary>Takes those that another sample has: no sample shows a booking at every step.</summary>
    public static void Take(JsonObject payload, string otherSample, StoryNames names)
    {
        var other = SampleText.Of(otherSample).With(names).Part("payload");
        // A trip shows its bookings without some
        foreach (var list in ((string[])["invoiceInfos", "documents", "invoiceData"]).Where(payload.ContainsKey))
            payload[list] = other[list]!.DeepClone();
        foreach (var document in payload.Parts("documents"))
            document.Part("documentMetadata")["entityId"] = payload.Text("pnrId");
    }

    /// <summary>One more, for what a ticket that is not refundable forfeits: as the fare's invoice, under another number.</summary>
    public static void AddPenalty(JsonObject payload, StoryNames names)
    {
        var (number, id) = (names[StoryNames.PenaltyInvoice], names.Uuid("penalty"));
        var info = payload.Parts("invoiceInfos").First().Copy();
        (info["invoiceNumber"], info["invoiceId"]) = (number, id);
        payload.Append("invoiceInfos", info);

        var document = payload.Parts("documents").First().Copy();
        document["url"] = document.Text("url").Replace(
            payload.Parts("invoiceInfos").First().Text("invoiceId"), id, StringComparison.Ordinal);
        document["documentId"] = names.Uuid("penalty document");
        var metadata = document.Part("documentMetadata");
        metadata["name"] = number + ".pdf";
        var invoice = metadata.Part("entityMetadata").Part("invoiceMetadata");
        (invoice["invoiceNumber"], invoice["invoiceType"]) = (number, "GENERIC_INVOICE");
        payload.Append("documents", document);
    }
}
