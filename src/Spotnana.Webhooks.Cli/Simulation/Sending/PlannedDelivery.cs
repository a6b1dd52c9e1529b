using Spotnana.Webhooks.Cli.Simulation.Stories;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>An event with the id under which it is delivered. A duplicate is the same delivery, planned a second time.</summary>
internal sealed class PlannedDelivery(string id, string traceId, SimulatedEvent happened)
{
    private int _attempts;

    public string Id => id;

    public string TraceId => traceId;

    public SimulatedEvent Event => happened;

    /// <summary>Counts attempts from 1 on, over all copies.</summary>
    public int NextAttempt() => Interlocked.Increment(ref _attempts);
}
