using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Tests.Dispatch;

public sealed class EventFilterTests
{
    private static readonly Delivery _delivery = new()
    {
        Subscription = "spotnana",
        Id = "msg_1",
        Body = default,
        Sha256 = default,
        SentAt = default,
        ReceivedAt = default,
        OccurredAt = default,
        EventType = EventType.PnrV3,
        Operation = new Operation("FLIGHT_CANCELED"),
        OrganizationId = "0a1b",
    };

    [Fact]
    public void Empty_lists_let_everything_through() =>
        Assert.True(EventFilter.Any.Matches(_delivery with { EventType = null, Operation = null, OrganizationId = null }));

    [Fact]
    public void An_operation_matches_in_any_published_spelling() =>
        Assert.True(new EventFilter { Operations = [new Operation("FLIGHT_CANCELLED")] }.Matches(_delivery));

    [Fact]
    public void Every_list_must_match()
    {
        var filter = new EventFilter
        {
            Subscriptions = ["SPOTNANA"],
            EventTypes = [EventType.PnrV3],
            Operations = [new Operation("FLIGHT_CANCELLED")],
            Organizations = ["0A1B"],
        };

        Assert.True(filter.Matches(_delivery));
        Assert.False(filter.Matches(_delivery with { Subscription = "tmc" }));
        Assert.False(filter.Matches(_delivery with { EventType = EventType.TravelerV2 }));
        Assert.False(filter.Matches(_delivery with { Operation = Operation.BookingTicketed }));
        Assert.False(filter.Matches(_delivery with { OrganizationId = "other" }));
    }

    [Fact]
    public void What_could_not_be_read_never_matches_a_list()
    {
        Assert.False(new EventFilter { EventTypes = [EventType.PnrV3] }.Matches(_delivery with { EventType = null }));
        Assert.False(new EventFilter { Operations = [Operation.BookingTicketed] }.Matches(_delivery with { Operation = null }));
        Assert.False(new EventFilter { Organizations = ["0a1b"] }.Matches(_delivery with { OrganizationId = null }));
    }

    [Fact]
    public void A_star_stands_for_all_subscriptions() => Assert.True(new EventFilter { Subscriptions = ["*"] }.Matches(_delivery));
}
