using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>What hotels and cars have in common: confirmed at once, with the agency's fee and its invoice.</summary>
internal static class Reservation
{
    public static Booking Book(Story story, string sampleId, string created, string updated)
    {
        var booking = new Booking(sampleId, story.Names);
        story.Tell(booking, created);
        ServiceCharge.Tell(story, booking, created);
        story.Tell(booking, created, "INVOICE_GENERATED", payload => TakeInvoices(payload, updated, booking.Names));
        return booking;
    }

    public static Booking BookAndModify(Story story, string sampleId, string created, string updated)
    {
        var booking = Book(story, sampleId, created, updated);
        story.Tell(booking, updated);
        return booking;
    }

    // The sample of the creation has none yet, the later one of the same booking has
    private static void TakeInvoices(JsonObject payload, string laterSample, Names names)
    {
        var later = SampleText.Of(laterSample).With(names).Part("payload");
        foreach (var list in (string[])["invoiceInfos", "documents", "invoiceData"])
            payload[list] = later[list]!.DeepClone();
    }
}
