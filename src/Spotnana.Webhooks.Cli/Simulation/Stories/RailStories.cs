namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Lifecycles of train journeys.</summary>
internal static class RailStories
{
    private const string Created = "pnr-v3.booking-created.rail";
    private const string Exchanged = "pnr-v3.exchange.rail";
    private const string Refunded = "pnr-v3.refund.rail";

    public static void Journey(Story story)
    {
        var journey = Book(story);
        story.Tell(journey, Created, "BOOKING_OTHER_UPDATE");
    }

    public static void ExchangedThenRefunded(Story story)
    {
        var journey = Book(story);
        story.Tell(journey, Exchanged);
        story.Tell(journey, Refunded);
    }

    private static Booking Book(Story story)
    {
        var journey = new Booking(StoryNames.Rail, story.Names);
        story.Tell(journey, Created);
        ServiceCharge.Tell(story, journey, Created);
        return journey;
    }
}
