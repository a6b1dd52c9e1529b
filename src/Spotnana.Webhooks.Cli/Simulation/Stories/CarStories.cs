using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Lifecycles of rental cars.</summary>
internal static class CarStories
{
    private const string Created = "pnr-v3.booking-created.car";
    private const string Updated = "pnr-v3.booking-updated.car";
    private const string Canceled = "pnr-v3.booking-canceled-by-traveler.car";

    public static void Rental(Story story) => Book(story);

    public static void Modified(Story story) => Modify(story);

    /// <summary>Another vehicle: the new booking first, then the old one goes.</summary>
    public static void Rebooked(Story story)
    {
        var (old, replacing) = (Modify(story), new Booking(StoryNames.Car, story.Names.Again()));
        Replace(story, old, replacing, "BOOKING_REBOOKED");
        story.Tell(old, Canceled, edit: payload => Refer(payload, old, replacing));
    }

    /// <summary>The supplier can only cancel and rebook: the old one goes, then the new one names it.</summary>
    public static void CancelledAndRebooked(Story story)
    {
        var (old, replacing) = (Modify(story), new Booking(StoryNames.Car, story.Names.Again()));
        story.Tell(old, Canceled, edit: payload => Refer(payload, old, replacing));
        Replace(story, old, replacing, "BOOKING_CREATED");
    }

    public static void CanceledByTheTraveler(Story story) => story.Tell(Modify(story), Canceled);

    public static void CanceledByTheVendor(Story story) => story.Tell(Modify(story), Canceled, "BOOKING_CANCELED_BY_VENDOR", payload =>
    {
        var car = payload.Part("carPnr");
        (car["pnrStatus"], car["sourceStatus"]) = ("CANCELLED_BY_VENDOR", "HX");
        car["vendorCancellationId"] = "V-NO-CAR-" + car.Text("vendorConfirmationNumber");
    });

    private static Booking Book(Story story) => Reservation.Book(story, StoryNames.Car, Created, Updated);

    private static Booking Modify(Story story) => Reservation.BookAndModify(story, StoryNames.Car, Created, Updated);

    // Made after the modification of the old one, in the samples' time too
    private static void Replace(Story story, Booking old, Booking replacing, string operation)
    {
        var moment = Moment.Of(SampleText.Of(Updated).Envelope) with { Version = 1 };
        story.Tell(replacing, Created, operation, payload => Refer(payload, old, replacing), moment: moment);
        Reservation.Invoice(story, replacing, Created, InvoiceNew, moment);

        void InvoiceNew(JsonObject payload)
        {
            Refer(payload, old, replacing);
            Invoices.Take(payload, Updated, replacing.Names);
        }
    }

    private static void Refer(JsonObject payload, Booking old, Booking replacing) =>
        payload.Part("carPnr")["rebookReference"] =
            new JsonObject { ["cancelledPnrIds"] = new JsonArray(JsonValue.Create(old.Id)), ["rebookedPnrId"] = replacing.Id };
}
