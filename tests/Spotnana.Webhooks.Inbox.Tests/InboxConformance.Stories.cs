using System.Text;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Stories;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private IInboxStories Stories => (IInboxStories)Inbox;

    [Fact]
    public async Task A_story_has_the_deliveries_of_its_subject_in_the_order_in_which_they_happened()
    {
        await AppendAsync(
            Make.Entry("later", occurred: 20, version: 2), Make.Entry("other", "pnr/10", occurred: 15),
            Make.Entry("first", occurred: 10, version: 1), Make.Unhandled(Make.Delivery("unhandled", occurred: 30)),
            Make.Entry(Make.Delivery("elsewhere", occurred: 12, subscription: "t")), Make.Entry("trip", "trip/1", occurred: 11));

        Assert.Equal(["first", "elsewhere", "later", "unhandled"], await ToldAsync());
        Assert.Equal(["first", "later", "unhandled"], await ToldAsync("s"));
        Assert.Equal(["elsewhere"], await ToldAsync("t"));
        Assert.Empty(await ToldAsync("S"));
        Assert.Empty((await StoryAsync(subject: "PNR/1")).Entries);
        Assert.Empty((await StoryAsync(subject: "1")).Entries);
    }

    [Fact]
    public async Task Events_of_one_time_go_by_version_then_by_receipt_then_by_the_order_of_storing()
    {
        Delivery Of(string id, long? version, int received) =>
            Make.Delivery(id, version: version) with { ReceivedAt = Make.Start.AddSeconds(received) };

        await AppendAsync(
            Make.Entry(Of("v2", 2, 0)), Make.Entry(Of("v1-late", 1, 9)), Make.Entry(Of("v1-early", 1, 3)), Make.Entry(Of("v1-again", 1, 3)),
            Make.Entry(Of("none", null, 5)));

        Assert.Equal(["none", "v1-early", "v1-again", "v1-late", "v2"], await ToldAsync());
    }

    [Fact]
    public async Task A_story_reads_whole_deliveries_in_the_order_in_which_they_are_asked_for_and_leaves_out_what_is_not_there()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a", version: 7), "right", "left"), Make.Entry("b"), Make.Entry("c"));
        var listed = (await ListAsync()).ToDictionary(delivery => delivery.Id);

        var read = await Stories.ReadDeliveriesAsync([listed["c"].Sequence, 999_999, listed["a"].Sequence], default);

        Assert.Equal(["c", "a"], read.Select(delivery => delivery.Id));
        Assert.Equal(listed["a"].Handlings, read[1].Handlings);
        Assert.Equal(listed["a"] with { Handlings = [] }, read[1] with { Handlings = [] });
    }

    [Fact]
    public async Task What_an_erasure_took_is_in_no_story()
    {
        await AppendAsync(Make.Entry("ada", occurred: 1, body: AdaFlies), Make.Entry("bob", occurred: 2, body: BobFlies));
        await SettleAllAsync();
        await EraseAsync(ErasureKind.Traveler, Ada);

        Assert.Equal(["bob"], await ToldAsync());
    }

    [Fact]
    public async Task The_previous_snapshot_is_the_newest_that_the_handler_completed()
    {
        Assert.Equal(PayloadState.NotFound, (await PreviousAsync()).State);
        await AppendAsync(
            Make.Entry("v3", occurred: 1, version: 3), Make.Entry("v2", occurred: 2, version: 2), Make.Entry("v4", occurred: 3, version: 4),
            Make.Entry(Make.Delivery("other subscription", version: 9, subscription: "t")),
            Make.Entry("other subject", "pnr/2", version: 9),
            Make.Entry(Make.Delivery("other handler", version: 9), "other"),
            Make.Entry(Make.Delivery("other type", version: 9) with { EventType = EventType.PnrApproval }, "third"));
        Assert.Equal(PayloadState.NotFound, (await PreviousAsync()).State);

        await CompleteHeadAsync("v3");
        Assert.Equal("v3", Text(await PreviousAsync()));
        await CompleteHeadAsync("v2"); // stale: the newer one stays
        Assert.Equal("v3", Text(await PreviousAsync()));
        var last = (await LeaseAsync()).Single(lease => lease.Delivery.Id == "v4");
        Assert.True(await SettleAsync(Settlement.Dead(last, default, "422", DeadReason.Rejected)));

        Assert.Equal("v3", Text(await PreviousAsync()));
        Assert.Equal(PayloadState.NotFound, (await PreviousAsync("nobody")).State);
        Assert.Equal(
            PayloadState.NotFound, (await Stories.ReadPreviousAsync("h", "s", "pnr/1", EventType.TripDetailsV3, default)).State);
        Assert.Equal(PayloadState.NotFound, (await Stories.ReadPreviousAsync("h", "s", "pnr/9", EventType.PnrV3, default)).State);
    }

    [Fact]
    public async Task Without_versions_the_previous_snapshot_goes_by_the_time_of_the_event()
    {
        await AppendAsync(Make.Entry("late", occurred: 5));
        await CompleteHeadAsync("late");
        await AppendAsync(Make.Entry("early", occurred: 4));
        await CompleteHeadAsync("early");

        Assert.Equal("late", Text(await PreviousAsync()));
    }

    [Fact]
    public async Task A_previous_snapshot_is_gone_once_its_body_is_pruned()
    {
        await AppendAsync(Make.Entry("a", version: 1));
        await CompleteHeadAsync("a");
        await AppendAsync(Make.Entry("b", version: 2));
        Time.Advance(Days.Payloads);
        await PruneAsync();

        Assert.Equal(PayloadState.Gone, (await PreviousAsync()).State);
    }

    [Theory]
    [InlineData(1L, 2L)]
    [InlineData(null, null)]
    public async Task A_previous_snapshot_that_was_erased_is_gone_and_an_older_one_does_not_stand_in_for_it(long? first, long? second)
    {
        await AppendAsync(Make.Entry("bob", occurred: 1, version: first, body: BobFlies));
        await CompleteHeadAsync("bob");
        await AppendAsync(Make.Entry("ada", occurred: 2, version: second, body: AdaFlies));
        await CompleteHeadAsync("ada");
        Assert.Equal(AdaFlies, Text(await PreviousAsync()));

        await EraseAsync(ErasureKind.Traveler, Ada);
        Assert.Equal(PayloadState.Gone, (await PreviousAsync()).State);

        await AppendAsync(Make.Entry("again", occurred: 3, version: 3, body: "again"));
        await CompleteHeadAsync("again");
        Assert.Equal("again", Text(await PreviousAsync()));
    }

    [Fact]
    public async Task A_snapshot_that_is_handled_again_is_not_its_own_predecessor()
    {
        foreach (var version in (long[])[1, 2])
        {
            await AppendAsync(Make.Entry($"v{version}", occurred: (int)version, version: version));
            await CompleteHeadAsync($"v{version}");
        }

        await RedriveAsync("v2");

        Assert.Equal("v1", Text(await PreviousAsync()));
    }

    private static string Text(DeliveryPayload payload)
    {
        Assert.Equal(PayloadState.Found, payload.State);
        return Encoding.UTF8.GetString(payload.Body.Span);
    }

    private async Task CompleteHeadAsync(string id)
    {
        var leases = await LeaseAsync();
        foreach (var lease in leases)
        {
            if (lease.Delivery.Id == id)
                await CompleteAsync(lease);
            else
                Assert.True(await SettleAsync(Settlement.Released(lease, Time.GetUtcNow())));
        }

        Assert.Contains(leases, lease => lease.Delivery.Id == id);
    }

    private Task<DeliveryPayload> PreviousAsync(string handler = "h") =>
        Stories.ReadPreviousAsync(handler, "s", "pnr/1", EventType.PnrV3, default);

    private async Task<SubjectStory> StoryAsync(string? subscription = null, string subject = "pnr/1") =>
        SubjectStory.Of(await Stories.ReadEventsAsync(subject, subscription, default));

    private async Task<IEnumerable<string>> ToldAsync(string? subscription = null)
    {
        var story = await StoryAsync(subscription);
        var deliveries = await Stories.ReadDeliveriesAsync([.. story.Entries.Select(entry => entry.Event.Sequence)], default);
        Assert.Equal(
            story.Entries.Select(entry => (
                entry.Event.Subscription, entry.Event.EventType, entry.Event.Version, entry.Event.OccurredAt, entry.Event.ReceivedAt)),
            deliveries.Select(one => (one.Subscription, one.EventType, one.Version, one.OccurredAt, one.ReceivedAt)));
        return deliveries.Select(delivery => delivery.Id);
    }
}
