using Spotnana.Webhooks.Cli.Events;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>A point of a booking's life as the samples count it: its version there, and when.</summary>
internal readonly record struct Moment(int Version, DateTimeOffset At)
{
    public static Moment Of(Sample sample) => new((int)(sample.Envelope.Version ?? 0), sample.Envelope.OccurredAt!.Value);
}
