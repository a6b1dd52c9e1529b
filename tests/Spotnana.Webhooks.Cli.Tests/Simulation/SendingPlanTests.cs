using Spotnana.Webhooks.Cli.Simulation.Sending;
using Spotnana.Webhooks.Cli.Simulation.Stories;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

public sealed class SendingPlanTests
{
    private static readonly IReadOnlyList<SimulatedEvent> _events = World.Create(60, 3, seed: 1, unknown: 0, World.SamplesStart).Events;

    [Fact]
    public void Without_disorder_events_are_sent_once_as_they_happen() =>
        Assert.Equal(_events, Plan().Deliveries.Select(delivery => delivery.Event));

    [Fact]
    public void Every_event_has_an_id_of_its_own()
    {
        var ids = Plan().Deliveries.Select(delivery => delivery.Id).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^msg_[0-9a-z]{12}$", id));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    public void Duplicates_are_the_fraction_asked_for_and_come_after_the_first_sending_under_the_same_id(double fraction)
    {
        var plan = Plan(duplicates: fraction);
        var copies = plan.Deliveries.GroupBy(delivery => delivery.Id).ToList();

        Assert.Equal((int)Math.Round(fraction * _events.Count), plan.Duplicates);
        Assert.Equal(_events.Count, copies.Count);
        Assert.Equal(plan.Duplicates, copies.Count(copy => copy.Count() == 2));
        Assert.Equal(_events.Count + plan.Duplicates, plan.Deliveries.Count);
        Assert.Equal(_events, plan.Deliveries.Select(delivery => delivery.Event).Distinct());
    }

    [Fact]
    public void Reordering_puts_about_the_fraction_asked_for_after_a_newer_event_of_the_same_subject()
    {
        var plan = Plan(reorder: 0.2);

        Assert.Equal(_events.ToHashSet(), [.. plan.Deliveries.Select(delivery => delivery.Event)]);
        Assert.InRange(plan.Reordered, 0.15 * _events.Count, 0.25 * _events.Count);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.2, 0, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(0, 0.05, 0)]
    [InlineData(0.2, 0.05, 0.1)]
    public void What_is_counted_as_out_of_order_comes_after_a_newer_event_of_its_subject(double reorder, double late, double duplicates)
    {
        var plan = Plan(duplicates, reorder, late);
        var order = plan.Deliveries.Distinct().Select(IndexOf).ToList();
        var passed = order.Where((index, place) =>
            order.Take(place).Any(other => other > index && _events[other].Subject is { } subject && subject == _events[index].Subject));

        Assert.Equal(passed.Count(), plan.Reordered);
    }

    [Fact]
    public void What_is_alone_with_its_subject_is_moved_past_others()
    {
        IReadOnlyList<SimulatedEvent> alone = [.. _events.DistinctBy(happened => happened.Subject)];

        var plan = Plan(alone, reorder: 0.1);

        Assert.Equal(0, plan.Reordered);
        Assert.True(alone.Zip(plan.Deliveries).Count(pair => !ReferenceEquals(pair.First, pair.Second.Event)) >= 0.1 * alone.Count);
    }

    [Fact]
    public void What_is_late_comes_in_the_last_tenth()
    {
        var plan = Plan(late: 0.05);
        var pushedBack = plan.Deliveries.Index().Where(sent => sent.Index - IndexOf(sent.Item) > 2 * SendingPlan.Neighbourhood).ToList();

        Assert.Equal((int)Math.Round(0.05 * _events.Count), plan.Late);
        Assert.NotEmpty(pushedBack);
        Assert.All(pushedBack, sent => Assert.True(sent.Index >= 0.85 * _events.Count));
    }

    [Fact]
    public void Equal_seeds_plan_an_equal_order_under_other_ids()
    {
        var (first, second) = (Plan(0.1, 0.2, 0.05), Plan(0.1, 0.2, 0.05));

        Assert.Equal(first.Deliveries.Select(delivery => delivery.Event), second.Deliveries.Select(delivery => delivery.Event));
        Assert.Empty(first.Deliveries.Select(delivery => delivery.Id).Intersect(second.Deliveries.Select(delivery => delivery.Id)));
    }

    private static int IndexOf(PlannedDelivery delivery) =>
        _events.Index().First(happened => ReferenceEquals(happened.Item, delivery.Event)).Index;

    private static SendingPlan Plan(double duplicates = 0, double reorder = 0, double late = 0) => Plan(_events, duplicates, reorder, late);

    private static SendingPlan Plan(IReadOnlyList<SimulatedEvent> events, double duplicates = 0, double reorder = 0, double late = 0) =>
        SendingPlan.Create(events, new SimulationSettings
        {
            Url = new Uri("http://localhost"),
            Bookings = 60,
            Organizations = 3,
            Seed = 1,
            Start = World.SamplesStart,
            Rate = null,
            Connections = 1,
            Duplicates = duplicates,
            Reorder = reorder,
            Late = late,
            Unknown = 0,
            RetryTimescale = 1,
        });
}
