namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>A trip with a flight, a hotel and a car, which is then renamed.</summary>
internal static class TripStories
{
    public static void Renamed(Story story)
    {
        var flight = AirStories.Ticket(story);
        AirStories.Invoice(story, flight);
        var stay = new Booking(Names.Hotel, story.Names);
        story.Tell(stay, "pnr-v3.booking-created.hotel");
        var rental = new Booking(Names.Car, story.Names);
        story.Tell(rental, "pnr-v3.booking-created.car");
        story.Tell(stay, "pnr-v3.booking-updated.hotel");
        Booking[] bookings = [flight, stay, rental];
        var states = bookings.Select(booking => booking.State!).ToArray();
        story.Tell("trip-details-v3.trip-updated", $"trip/{story.Names[Names.Trip]}", payload =>
        {
            foreach (var part in payload.Parts("pnrs"))
            {
                var index = Array.FindIndex(bookings, booking => booking.Id == part.Text("pnrId"));
                states[index].Fit(part.Part("data"), bookings[index].SampleId, story.Names.Cast.Days);
            }
        });
    }
}
