using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>The part that hotels and cars have in common: confirmed at once, with the agency's fee and its invoice.</summary>
internal static class Reservation
{
    public static Booking Book(Story story, string sampleId, string created, string updated)
    {
        var booking = new Booking(sampleId, story.Names);
        story.Tell(booking, created);
        // The sample of the creation has no invoices yet, the later one of the same booking has
        Invoice(story, booking, created, payload => Invoices.Take(payload, updated, booking.Names));
        return booking;
    }

    public static Booking BookAndModify(Story story, string sampleId, string created, string updated)
    {
        var booking = Book(story, sampleId, created, updated);
        story.Tell(booking, updated);
        return booking;
    }

    /// <summary>The fee, and the invoice for it: whoever pays at the desk pays the agency, too.</summary>
    /// <param name="story">Whose.</param>
    /// <param name="booking">Which booking.</param>
    /// <param name="sample">The one by which it was told of.</param>
    /// <param name="edit">What was changed in that, and the invoices.</param>
    /// <param name="moment">Where it stood in the samples' time, if not where the sample stands.</param>
    public static void Invoice(Story story, Booking booking, string sample, Action<JsonObject> edit, Moment? moment = null)
    {
        ServiceCharge.Tell(story, booking, sample, edit);
        story.Tell(booking, sample, "INVOICE_GENERATED", edit, moment: moment);
    }
}
