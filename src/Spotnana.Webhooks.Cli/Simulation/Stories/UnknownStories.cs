namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Events that a later version of Spotnana may send.</summary>
internal static class UnknownStories
{
    private static readonly string[] _samples =
        ["pnr-v3.booking-created.hotel", "pnr-v3.booking-created.car", "pnr-v3.booking-created.rail"];

    public static void EventType(Story story) => story.TellUnknown(_samples[story.Pick(_samples.Length)], "PNR_V4", operation: null);

    public static void Operation(Story story) =>
        story.TellUnknown(_samples[story.Pick(_samples.Length)], eventType: null, "BOOKING_REVIEWED");
}
