using System.Text.Json.Nodes;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Lifecycles of hotel stays.</summary>
internal static class HotelStories
{
    private const string Created = "pnr-v3.booking-created.hotel";
    private const string Updated = "pnr-v3.booking-updated.hotel";
    private const string Rebooked = "pnr-v3.booking-rebooked.hotel";
    private const string CanceledByTraveler = "pnr-v3.booking-canceled-by-traveler.hotel";
    private const string CanceledByVendor = "pnr-v3.booking-canceled-by-vendor.hotel";

    public static void Stay(Story story)
    {
        var stay = Book(story);
        story.Tell(stay, Created, "TRIP_UPDATED", payload =>
        {
            payload.Part("basicTripInfo")["tripName"] = "Summit, new date";
            Invoices.Take(payload, Updated, stay.Names);
        });
    }

    public static void Modified(Story story) => story.Tell(Book(story), Updated);

    /// <summary>A better rate was found: the new booking first, then the old one goes.</summary>
    public static void RebookedByRateAssurance(Story story)
    {
        var (old, replacing) = (Modify(story), new Booking(StoryNames.OtherHotel, story.Names));
        story.Tell(replacing, Rebooked);
        // Whoever finds the better rate charges nothing for it, as the sample has it: there is nothing to invoice
        ServiceCharge.Tell(story, replacing, Rebooked);
        story.Tell(old, CanceledByTraveler);
    }

    /// <summary>The supplier can only cancel and rebook: the old one goes, then the new one names it.</summary>
    public static void CancelledAndRebooked(Story story)
    {
        var (old, replacing) = (Modify(story), new Booking(StoryNames.OtherHotel, story.Names));
        story.Tell(old, CanceledByTraveler, edit: payload => Reference(payload)["rebookType"] = "MODIFY");
        BookOther(story, replacing, payload =>
        {
            Reference(payload)["rebookType"] = "MODIFY";
            Reference(payload).Remove("hotelRateAssuranceMetadata");
        });
    }

    public static void CanceledByTheTraveler(Story story) => story.Tell(Modify(story), CanceledByTraveler, edit: DropReference);

    public static void CanceledByTheHotel(Story story)
    {
        var stay = new Booking(StoryNames.OtherHotel, story.Names);
        BookOther(story, stay, DropReference);
        story.Tell(stay, CanceledByVendor, edit: payload =>
        {
            DropReference(payload);
            ChargeFee(payload);
            TakeInvoices(payload, stay);
        });
    }

    private static Booking Book(Story story) => Reservation.Book(story, StoryNames.Hotel, Created, Updated);

    private static Booking Modify(Story story) => Reservation.BookAndModify(story, StoryNames.Hotel, Created, Updated);

    /// <summary>The other hotel is known from a rebooking that was free: here it is booked like any, with a fee.</summary>
    private static void BookOther(Story story, Booking booking, Action<JsonObject> edit)
    {
        edit += ChargeFee;
        story.Tell(booking, Rebooked, "BOOKING_CREATED", edit);
        Reservation.Invoice(story, booking, Rebooked, edit + (payload => TakeInvoices(payload, booking)));
    }

    private static void ChargeFee(JsonObject payload)
    {
        var fee = payload.Parts("serviceFees").First();
        var usual = JsonNode.Parse(WebhookSample.Get(Created).Body.Span)!.Part("payload").Parts("serviceFees").First();
        foreach (var part in (string[])["fare", "status", "feeInfo", "paymentTransactionInfo"])
            fee[part] = usual[part]!.DeepClone();
        fee.Part("paymentTransactionInfo")["paymentReference"] = $"pi_sample_{payload.Text("pnrId")}_fee1";
    }

    // Under numbers of its own: the hotel that it may replace has those of the samples
    private static void TakeInvoices(JsonObject payload, Booking booking) => Invoices.Take(payload, Updated, booking.Names.Again());

    private static JsonObject Reference(JsonObject payload) => payload.Part("hotelPnr").Part("rebookReference");

    private static void DropReference(JsonObject payload) => payload.Part("hotelPnr").Remove("rebookReference");
}
