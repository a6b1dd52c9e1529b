using Spotnana.Webhooks.Cli.Simulation.Stories;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>
/// What is sent in which order: the events as they happen, with the disorder that Spotnana's customers are told to expect.
/// </summary>
/// <param name="Deliveries">In the order of sending; a duplicate stands in it a second time.</param>
/// <param name="Duplicates">How many are sent a second time.</param>
/// <param name="Reordered">How many come, the first time, after a newer event of the same subject.</param>
/// <param name="Late">How many come towards the end.</param>
internal sealed record SendingPlan(IReadOnlyList<PlannedDelivery> Deliveries, int Duplicates, int Reordered, int Late)
{
    /// <summary>By how many places, at most, a delivery is moved beyond the neighbour that it passes.</summary>
    public const int Neighbourhood = 10;

    /// <summary>Late is after this fraction of all.</summary>
    public const double LateFrom = 0.9;

    /// <summary>The order is that of the seed; the ids are fresh, so that a second run is no duplicate of the first.</summary>
    public static SendingPlan Create(IReadOnlyList<SimulatedEvent> events, SimulationSettings settings)
    {
        var random = new Random(settings.Seed);
        var deliveries = events.Select(happened => new PlannedDelivery(SignedEvent.NewId(), SignedEvent.NewTraceId(), happened)).ToArray();
        var places = Enumerable.Range(0, deliveries.Length).Select(index => (double)index).ToArray();

        var neighbours = NeighboursOfSubject(events);
        foreach (var index in Choose(settings.Reorder))
        {
            // Past one of its own subject: among the others of a busy sender nobody would notice. Either direction makes an older event
            // come after a newer one
            var passed = neighbours[index] is { Length: > 0 } own ? own[random.Next(own.Length)] : index + (random.Next(2) == 0 ? -1 : 1);
            places[index] = passed + ((passed < index ? -1 : 1) * (random.Next(Neighbourhood) + 0.5));
        }

        var late = Choose(settings.Late);
        foreach (var index in late)
            places[index] = Math.Max(index, LateFrom * deliveries.Length) + (random.NextDouble() * (1 - LateFrom) * deliveries.Length);

        var duplicates = Choose(settings.Duplicates);
        var reordered = CountPassed(events, [.. Enumerable.Range(0, deliveries.Length).OrderBy(index => places[index])]);
        var planned = deliveries.Zip(places).Concat(duplicates.Select(index =>
            (deliveries[index], places[index] + 0.25 + (random.NextDouble() * Math.Max(0, deliveries.Length - places[index])))));
        return new SendingPlan([.. planned.OrderBy(one => one.Item2).Select(one => one.Item1)], duplicates.Length, reordered, late.Length);

        int[] Choose(double fraction)
        {
            var indices = Enumerable.Range(0, deliveries.Length).ToArray();
            random.Shuffle(indices);
            return indices[..(int)Math.Round(fraction * deliveries.Length)];
        }
    }

    /// <summary>For each event, the ones before and after it about the same subject. None for an event without a subject.</summary>
    private static int[][] NeighboursOfSubject(IReadOnlyList<SimulatedEvent> events)
    {
        var neighbours = new int[events.Count][];
        Array.Fill(neighbours, []);
        var bySubject = events.Index()
            .Where(happened => happened.Item.Subject is not null)
            .GroupBy(happened => happened.Item.Subject, happened => happened.Index);
        foreach (var subject in bySubject)
        {
            foreach (var (before, after) in subject.Zip(subject.Skip(1)))
            {
                neighbours[before] = [.. neighbours[before], after];
                neighbours[after] = [.. neighbours[after], before];
            }
        }

        return neighbours;
    }

    /// <summary>How many come after a newer one of the same subject.</summary>
    private static int CountPassed(IReadOnlyList<SimulatedEvent> events, int[] order)
    {
        var newest = new Dictionary<string, int>();
        var passed = 0;
        foreach (var index in order)
        {
            if (events[index].Subject is not { } subject)
                continue;
            if (newest.TryGetValue(subject, out var other) && other > index)
                passed++;
            else
                newest[subject] = index;
        }

        return passed;
    }
}
