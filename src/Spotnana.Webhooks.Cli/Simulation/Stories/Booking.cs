namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>One booking (PNR) while its story is told.</summary>
/// <param name="SampleId">The id that the samples have where this booking's shall stand.</param>
/// <param name="Names">What stands for the samples' names.</param>
internal sealed record Booking(string SampleId, StoryNames Names)
{
    public string Id => Names[SampleId];

    /// <summary>Its past, from before it was a booking of its own.</summary>
    public PastTimes Before { get; init; } = PastTimes.None;

    /// <summary>Null until its first event.</summary>
    public BookingState? State { get; set; }
}
