using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Intake.Subscriptions;

namespace Spotnana.Webhooks.Tests.Intake.Subscriptions;

public sealed class SubscriptionFilterTests
{
    private static readonly Envelope _envelope = new()
    {
        EventType = EventType.PnrV3,
        Operation = new Operation("FLIGHT_CANCELED"),
        OrganizationId = "0a1b",
    };

    [Fact]
    public void Empty_lists_skip_nothing() => Assert.False(Skips(new SubscriptionOptions(), _envelope));

    [Fact]
    public void Event_types_that_are_not_named_are_skipped()
    {
        var options = new SubscriptionOptions { EventTypes = { "PNR_V3", "TRAVELER_V2" } };

        Assert.False(Skips(options, _envelope));
        Assert.True(Skips(options, _envelope with { EventType = EventType.ServiceCharge }));
    }

    [Theory]
    [InlineData("FLIGHT_CANCELLED", true)]
    [InlineData("FLIGHT_CANCELED", true)]
    [InlineData("FLIGHT_CHANGED", false)]
    public void Excluded_operations_are_skipped_in_any_published_spelling(string excluded, bool isSkipped) =>
        Assert.Equal(isSkipped, Skips(new SubscriptionOptions { ExcludedOperations = { excluded } }, _envelope));

    [Fact]
    public void An_absent_operation_is_not_excluded() =>
        Assert.False(Skips(new SubscriptionOptions { ExcludedOperations = { "FLIGHT_CANCELLED" } }, _envelope with { Operation = null }));

    [Fact]
    public void Organizations_that_are_not_named_are_skipped_but_never_one_that_cannot_be_read()
    {
        var options = new SubscriptionOptions { Organizations = { "0A1B" } };

        Assert.False(Skips(options, _envelope));
        Assert.True(Skips(options, _envelope with { OrganizationId = "other" }));
        Assert.False(Skips(options, _envelope with { OrganizationId = null }));
    }

    [Fact]
    public void One_reason_is_enough_to_skip()
    {
        var options = new SubscriptionOptions
        {
            EventTypes = { "PNR_V3" },
            ExcludedOperations = { "FLIGHT_CANCELLED" },
            Organizations = { "0a1b" },
        };

        Assert.True(Skips(options, _envelope));
        Assert.False(Skips(options, _envelope with { Operation = Operation.BookingTicketed }));
        Assert.True(Skips(options, _envelope with { Operation = Operation.BookingTicketed, EventType = EventType.TravelerV2 }));
    }

    private static bool Skips(SubscriptionOptions options, Envelope envelope) => new SubscriptionFilter(options).Skips(envelope);
}
