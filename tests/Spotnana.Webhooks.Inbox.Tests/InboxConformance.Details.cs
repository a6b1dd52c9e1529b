using System.Text;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task A_delivery_is_found_with_its_timeline()
    {
        await AppendAsync(Make.Entry("a"));
        Time.Advance(Minute);
        Assert.True(await SettleAsync(Settlement.Retry(await LeaseOneAsync(), TimeSpan.FromMilliseconds(1234.5), "503", Time.GetUtcNow())));
        await LeaseOneAsync();
        Time.Advance(Minute); // lost
        await CompleteAsync(await LeaseOneAsync());

        var found = Assert.Single(await Query.FindAsync("a", null, default));

        Assert.Equal(DeliveryState.Completed, found.Delivery.State);
        Assert.Equal(new HandlingSummary("h", HandlingState.Completed, null, 3, Make.Start, null), Assert.Single(found.Delivery.Handlings));
        Assert.Equal(
            [
                new AttemptSummary("h", 1, Make.Start + Minute, TimeSpan.FromMilliseconds(1234), "retry", "503"),
                new AttemptSummary("h", 2, Make.Start + Minute, null, "lost", null),
                new AttemptSummary("h", 3, Make.Start + (2 * Minute), TimeSpan.FromMilliseconds(5), "completed", null),
            ],
            found.Attempts);
    }

    [Fact]
    public async Task An_id_is_found_in_every_subscription_with_all_its_copies()
    {
        await AppendAsync(
            Make.Entry(Make.Delivery("a", subscription: "t")), Make.Entry(Make.Delivery("a", body: "1")),
            Make.Entry(Make.Delivery("a", body: "2")), Make.Entry("b"));

        Assert.Equal(["s 0", "s 1", "t 0"], await FindAsync("a"));
        Assert.Equal(["s 0", "s 1"], await FindAsync("a", "s"));
        Assert.Equal(["t 0"], await FindAsync("a", "t"));
        Assert.Empty(await FindAsync("a", "u"));
        Assert.Empty(await FindAsync("A"));

        async Task<IEnumerable<string>> FindAsync(string id, string? subscription = null) =>
            (await Query.FindAsync(id, subscription, default)).Select(found => $"{found.Delivery.Subscription} {found.Delivery.Copy}");
    }

    [Fact]
    public async Task The_bytes_of_each_copy_are_there()
    {
        await AppendAsync(Make.Entry("a", body: "first"), Make.Entry("a", body: "second"), Make.Entry("b", body: ""));

        var bodies = new List<string>();
        foreach (var delivery in await ListAsync())
        {
            var payload = await Query.ReadPayloadAsync(delivery.Sequence, default);
            Assert.Equal(PayloadState.Found, payload.State);
            bodies.Add(Encoding.UTF8.GetString(payload.Body.Span));
        }

        Assert.Equal(["", "second", "first"], bodies);
    }

    [Fact]
    public async Task Bytes_that_are_gone_are_told_apart_from_a_delivery_that_never_was()
    {
        await AppendAsync(new InboxEntry(Make.Delivery("a", body: "12345"), [], Skipped: true));
        var skipped = (await ListAsync()).Single();

        Assert.Equal(new DeliveryPayload(PayloadState.Gone), await Query.ReadPayloadAsync(skipped.Sequence, default));
        Assert.Equal(new DeliveryPayload(PayloadState.NotFound), await Query.ReadPayloadAsync(skipped.Sequence + 1, default));
        Assert.Equal(5, skipped.Bytes);
    }

    [Fact]
    public async Task Handlers_are_known_by_what_is_stored_for_them_or_by_their_pause()
    {
        Assert.Empty(await Query.ListHandlersAsync(default));
        await AppendDeadAsync("a", handler: "left");
        Time.Advance(Minute);
        await AppendAsync(Make.Entry(Make.Delivery("b"), "left", "gone"));
        await Operations.PauseAsync("left", default);
        Time.Advance(Minute);
        await Operations.PauseAsync("new", default);

        Assert.Equal(
            [
                new HandlerSummary("gone", 1, 0, Make.Start + Minute, null),
                new HandlerSummary("left", 1, 1, Make.Start + Minute, Make.Start + Minute),
                new HandlerSummary("new", 0, 0, null, Make.Start + (2 * Minute)),
            ],
            await Query.ListHandlersAsync(default));
    }

    [Fact]
    public async Task A_summary_counts_by_state_and_tells_how_old_the_backlog_is()
    {
        Assert.Equal((0, null, "0 0 0 0 0"), await SummaryAsync());

        await AppendAsync(Make.Entry(Make.Delivery("a", null), "left", "right"));
        Time.Advance(Minute);
        await AppendAsync(
            Make.Entry("b", null), Make.Entry("c") with { Quarantine = DeadReason.Unreadable }, Make.Unhandled(Make.Delivery("d")),
            new InboxEntry(Make.Delivery("e"), [], Skipped: true), Make.Entry("a", body: "other"));
        Assert.Equal((3, Make.Start, "2 0 2 1 1"), await SummaryAsync());

        await CompleteAsync(await LeaseOneAsync("left"));
        await CompleteAsync(await LeaseOneAsync("right"));
        await LeaseOneAsync();
        Assert.Equal((1, Make.Start + Minute, "1 1 2 1 1"), await SummaryAsync());
    }

    private async Task<(long Backlog, DateTimeOffset? Since, string States)> SummaryAsync()
    {
        var summary = await Query.ReadSummaryAsync(default);
        return (summary.Backlog, summary.WaitingSince,
            string.Join(' ', Enum.GetValues<DeliveryState>().Select(state => summary.Deliveries[state])));
    }
}
