using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>What happens to hotel stays.</summary>
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
        story.Tell(stay, Created, "TRIP_UPDATED", payload => payload.Part("basicTripInfo")["tripName"] = "Summit, new date");
    }

    public static void Modified(Story story) => story.Tell(Book(story), Updated);

    /// <summary>A better rate was found: the new booking first, then the old one goes.</summary>
    public static void RebookedByRateAssurance(Story story)
    {
        var (old, replacing) = (Modify(story), new Booking(Names.OtherHotel, story.Names));
        story.Tell(replacing, Rebooked);
        story.Tell(old, CanceledByTraveler);
    }

    /// <summary>The supplier can only cancel and rebook: the old one goes, then the new one names it.</summary>
    public static void CancelledAndRebooked(Story story)
    {
        var (old, replacing) = (Modify(story), new Booking(Names.OtherHotel, story.Names));
        story.Tell(old, CanceledByTraveler, edit: payload => Reference(payload)["rebookType"] = "MODIFY");
        story.Tell(replacing, Rebooked, "BOOKING_CREATED", payload =>
        {
            Reference(payload)["rebookType"] = "MODIFY";
            Reference(payload).Remove("hotelRateAssuranceMetadata");
        });
    }

    public static void CanceledByTheTraveler(Story story) => story.Tell(Modify(story), CanceledByTraveler, edit: DropReference);

    public static void CanceledByTheHotel(Story story)
    {
        var stay = new Booking(Names.OtherHotel, story.Names);
        story.Tell(stay, Rebooked, "BOOKING_CREATED", DropReference);
        story.Tell(stay, CanceledByVendor, edit: DropReference);
    }

    private static Booking Book(Story story) => Reservation.Book(story, Names.Hotel, Created, Updated);

    private static Booking Modify(Story story) => Reservation.BookAndModify(story, Names.Hotel, Created, Updated);

    private static JsonObject Reference(JsonObject payload) => payload.Part("hotelPnr").Part("rebookReference");

    private static void DropReference(JsonObject payload) => payload.Part("hotelPnr").Remove("rebookReference");
}
