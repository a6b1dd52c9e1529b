using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>A point of a booking's life as the samples count it: its version there, and when.</summary>
internal readonly record struct Moment(int Version, DateTimeOffset At)
{
    public static Moment Of(Envelope sample) => new((int)(sample.Version ?? 0), sample.OccurredAt!.Value);
}
