using Spotnana.Webhooks.Cli.Events;
using Spotnana.Webhooks.Cli.Simulation.Stories;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>What is sent in which order: the events as they happen, with the disorder that Spotnana's customers are told to expect.</summary>
/// <param name="Deliveries">In the order of sending; a duplicate stands in it a second time.</param>
/// <param name="Duplicates">How many are sent a second time.</param>
/// <param name="Reordered">How many were moved among their neighbours.</param>
/// <param name="Late">How many come towards the end.</param>
internal sealed record SendingPlan(IReadOnlyList<PlannedDelivery> Deliveries, int Duplicates, int Reordered, int Late)
{
    /// <summary>How far a delivery is moved at most, in places.</summary>
    public const int Neighbourhood = 10;

    /// <summary>Late is after this fraction of all.</summary>
    public const double LateFrom = 0.9;

    /// <summary>The order is that of the seed; the ids are fresh, so that a second run is no duplicate of the first.</summary>
    public static SendingPlan Create(IReadOnlyList<SimulatedEvent> events, SimulationSettings settings)
    {
        var random = new Random(settings.Seed);
        var deliveries = events.Select(happened => new PlannedDelivery(SignedEvent.NewId(), SignedEvent.NewTraceId(), happened)).ToArray();
        var places = Enumerable.Range(0, deliveries.Length).Select(index => (double)index).ToArray();

        var reordered = Choose(settings.Reorder);
        foreach (var index in reordered)
            places[index] += (random.Next(2) == 0 ? -1 : 1) * (random.Next(Neighbourhood) + 0.5);

        var late = Choose(settings.Late);
        foreach (var index in late)
            places[index] = Math.Max(index, LateFrom * deliveries.Length) + (random.NextDouble() * (1 - LateFrom) * deliveries.Length);

        var duplicates = Choose(settings.Duplicates);
        var planned = deliveries.Zip(places).Concat(duplicates.Select(index =>
            (deliveries[index], places[index] + 0.25 + (random.NextDouble() * Math.Max(0, deliveries.Length - places[index])))));
        return new SendingPlan([.. planned.OrderBy(one => one.Item2).Select(one => one.Item1)], duplicates.Length, reordered.Length, late.Length);

        int[] Choose(double fraction)
        {
            var indices = Enumerable.Range(0, deliveries.Length).ToArray();
            random.Shuffle(indices);
            return indices[..(int)Math.Round(fraction * deliveries.Length)];
        }
    }
}
