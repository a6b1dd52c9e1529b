namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>A trip with a flight, a hotel and a car, which is then renamed.</summary>
internal static class TripStories
{
    private const string StayUpdated = "pnr-v3.booking-updated.hotel";
    private const string RentalUpdated = "pnr-v3.booking-updated.car";

    public static void Renamed(Story story)
    {
        var flight = AirStories.Ticket(story);
        AirStories.Invoice(story, flight);
        var stay = Reservation.Book(story, StoryNames.Hotel, "pnr-v3.booking-created.hotel", StayUpdated);
        var rental = Reservation.Book(story, StoryNames.Car, "pnr-v3.booking-created.car", RentalUpdated);
        story.Tell(stay, StayUpdated);
        Booking[] bookings = [flight, stay, rental];
        var states = bookings.Select(booking => booking.State!).ToArray();
        story.Tell("trip-details-v3.trip-updated", $"trip/{story.Names[StoryNames.Trip]}", (payload, _) =>
        {
            foreach (var part in payload.Parts("pnrs"))
            {
                var index = Array.FindIndex(bookings, booking => booking.Id == part.Text("pnrId"));
                states[index].Fit(part.Part("data"), bookings[index].SampleId, story.Names.Cast.Days);
                if (bookings[index].SampleId == StoryNames.Car)
                    Invoices.Take(part.Part("data"), RentalUpdated, story.Names);
            }
        });
    }
}
