using System.Text.Json;
using Spotnana.Webhooks.Cli.Simulation.Stories;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

/// <summary>An event with its body read.</summary>
internal sealed record Told(SimulatedEvent Event, byte[] Bytes, JsonElement Envelope)
{
    public string Operation => Event.Operation;

    public JsonElement Payload => Envelope.GetProperty("payload");

    public bool IsBooking => Event.EventType == "PNR_V3";

    /// <summary>One lifecycle, told alone.</summary>
    public static IReadOnlyList<Told> Lifecycle(string name, int seed = 1)
    {
        var numbering = new Numbering(seed);
        var organization = new Organization(numbering.Uuid("organization"), "Sample Logistics");
        var cast = new Cast(
            seed, new Traveler(0, numbering.Uuid("main"), "Rowan", organization),
            new Traveler(1, numbering.Uuid("companion"), "Quinn", organization), Days: 3);
        var events = new List<SimulatedEvent>();
        var tell = name == "traveler"
            ? TravelerStories.Profile
            : Spotnana.Webhooks.Cli.Simulation.Stories.Lifecycle.All.Single(lifecycle => lifecycle.Name == name).Tell;
        tell(new Story(new StoryNames(cast, numbering), new Random(seed), events));
        return [.. events.Select(Of)];
    }

    public static Told Of(SimulatedEvent happened)
    {
        var bytes = happened.MakeBody();
        return new Told(happened, bytes, JsonDocument.Parse(bytes).RootElement);
    }

    public IReadOnlyList<string> Summary(string list) =>
        [.. Envelope.GetProperty("operationSummary").GetProperty(list).EnumerateArray().Select(ticket => ticket.GetString()!)];

    /// <summary>Flight tickets, by number.</summary>
    public IReadOnlyDictionary<string, JsonElement> Tickets => Payload.GetProperty("airPnr").GetProperty("travelerInfos").EnumerateArray()
        .SelectMany(traveler => traveler.GetProperty("tickets").EnumerateArray())
        .Where(ticket => ticket.GetProperty("ticketType").GetString() == "FLIGHT")
        .ToDictionary(ticket => ticket.GetProperty("ticketNumber").GetString()!);

    public string StatusOf(string ticket) => Tickets[ticket].GetProperty("status").GetString()!;
}
