using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    protected IInboxQuery Query => (IInboxQuery)Inbox;

    [Fact]
    public async Task A_listing_has_the_newest_first_and_shows_all_but_the_body()
    {
        var sent = Make.Delivery("a", version: 7, body: "12345");
        await AppendAsync(Make.Entry(sent, "right", "left"));
        Time.Advance(Minute);
        await AppendAsync(Make.Entry("b", "pnr/2"));

        var page = await Query.ListAsync(DeliveryFilter.All, 10, null, default);

        Assert.Null(page.Next);
        Assert.Equal(["b", "a"], page.Deliveries.Select(delivery => delivery.Id));
        var got = page.Deliveries[1];
        Assert.Equal(
            (sent.Subscription, sent.Id, 0, sent.EventType, sent.Operation, sent.OrganizationId, sent.Subject, sent.Version),
            (got.Subscription, got.Id, got.Copy, got.EventType, got.Operation, got.OrganizationId, got.Subject, got.Version));
        Assert.Equal(
            (sent.SentAt, sent.OccurredAt, sent.ReceivedAt, sent.TraceId, sent.SpanId, 5, DeliveryState.Pending, null),
            (got.SentAt, got.OccurredAt, got.ReceivedAt, got.TraceId, got.SpanId, got.Bytes, got.State, got.Reason));
        Assert.Equal(
            [
                new HandlingSummary("left", HandlingState.Pending, null, 0, Make.Start, Make.Start),
                new HandlingSummary("right", HandlingState.Pending, null, 0, Make.Start, Make.Start),
            ],
            got.Handlings);
        Assert.True(page.Deliveries[0].Sequence > got.Sequence);
    }

    [Fact]
    public async Task Handlings_show_as_pending_leased_completed_or_dead()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "completed", "dead", "leased", "later", "pending"));
        await CompleteAsync(await LeaseOneAsync("completed"));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync("dead"), default, "422", DeadReason.Rejected)));
        Assert.True(await SettleAsync(Settlement.Retry(await LeaseOneAsync("later"), default, "503", Make.Start + (2 * Minute))));
        await LeaseOneAsync("leased");

        Assert.Equal(
            [
                new HandlingSummary("completed", HandlingState.Completed, null, 1, Make.Start, null),
                new HandlingSummary("dead", HandlingState.Dead, DeadReason.Rejected, 1, Make.Start, null),
                new HandlingSummary("later", HandlingState.Pending, null, 1, Make.Start, Make.Start + (2 * Minute)),
                new HandlingSummary("leased", HandlingState.Leased, null, 1, Make.Start, null),
                new HandlingSummary("pending", HandlingState.Pending, null, 0, Make.Start, Make.Start),
            ],
            (await ListAsync()).Single().Handlings);

        Time.Advance(Minute); // a lease that ran out is none
        Assert.Equal(HandlingState.Pending, (await ListAsync()).Single().Handlings.Single(handling => handling.Handler == "leased").State);
    }

    [Fact]
    public async Task Each_filter_narrows_and_several_narrow_together()
    {
        var other = Make.Delivery("other", "trip/2", operation: "FLIGHT_CANCELED", subscription: "t") with
        {
            EventType = new("SOMETHING_NEW"),
            OrganizationId = "ORG-2",
            TraceId = "463ac35c9f6413ad",
            ReceivedAt = Make.Start + Minute,
        };
        await AppendAsync(Make.Entry("one"), Make.Entry(other, "left"));
        await AppendAsync(Make.Unhandled(
            Make.Delivery("none", subject: null, operation: null) with { EventType = null, OrganizationId = null, TraceId = null }));

        foreach (var filter in (DeliveryFilter[])
        [
            new() { EventType = new("SOMETHING_NEW") },
            new() { Operation = new("FLIGHT_CANCELED") },
            new() { Operation = new("FLIGHT_CANCELLED") },
            new() { OrganizationId = "org-2" },
            new() { Subject = "trip/2" },
            new() { Subscription = "t" },
            new() { TraceId = "463AC35C9F6413AD" },
            new() { Handler = "left" },
            new() { ReceivedFrom = Make.Start + Minute },
            new() { Subject = "trip/2", Handler = "left", State = DeliveryState.Pending },
            new() { ReceivedFrom = Make.Start + Minute, ReceivedTo = Make.Start + Minute + Minute, Subscription = "t" },
        ])
        {
            Assert.Equal(["other"], await IdsAsync(filter));
            Assert.Empty(await IdsAsync(filter with { State = DeliveryState.Skipped }));
            Assert.Empty(await IdsAsync(filter with { ReceivedTo = Make.Start }));
        }

        Assert.Equal(["none", "one"], await IdsAsync(new() { ReceivedTo = Make.Start + Minute }));
        Assert.Equal(["none"], await IdsAsync(new() { State = DeliveryState.Unhandled }));
        Assert.Equal(["other", "one"], await IdsAsync(new() { State = DeliveryState.Pending }));
        Assert.Empty(await IdsAsync(new() { Handler = "LEFT" }));
    }

    [Fact]
    public async Task Every_state_and_reason_can_be_asked_for()
    {
        await AppendDeadAsync("exhausted", DeadReason.Exhausted);
        await AppendDeadAsync("rejected", DeadReason.Rejected);
        await AppendAsync(Make.Entry("completed", subject: null));
        await CompleteAsync(await LeaseOneAsync());
        await AppendAsync(
            Make.Entry("unreadable") with { Quarantine = DeadReason.Unreadable }, Make.Unhandled(Make.Delivery("unhandled")),
            new InboxEntry(Make.Delivery("skipped"), [], Skipped: true), Make.Entry("pending", "pnr/9"),
            Make.Entry("pending", body: "other"));

        Assert.Equal(["pending", "unreadable", "rejected", "exhausted"], await IdsAsync(new() { State = DeliveryState.Dead }));
        Assert.Equal(["completed"], await IdsAsync(new() { State = DeliveryState.Completed }));
        Assert.Equal(["unhandled"], await IdsAsync(new() { State = DeliveryState.Unhandled }));
        Assert.Equal(["skipped"], await IdsAsync(new() { State = DeliveryState.Skipped }));
        Assert.Equal(["pending"], await IdsAsync(new() { State = DeliveryState.Pending }));
        Assert.Equal(["exhausted"], await IdsAsync(new() { Reason = DeadReason.Exhausted }));
        Assert.Equal(["rejected"], await IdsAsync(new() { Reason = DeadReason.Rejected, Handler = "h" }));
        Assert.Equal(["unreadable"], await IdsAsync(new() { Reason = DeadReason.Unreadable }));
        Assert.Equal([1], (await ListAsync(new() { Reason = DeadReason.Conflict })).Select(delivery => delivery.Copy));
        Assert.Empty(await IdsAsync(new() { Reason = DeadReason.Discarded }));
        Assert.Empty(await IdsAsync(new() { Reason = DeadReason.Rejected, State = DeliveryState.Pending }));
    }

    [Fact]
    public async Task A_reason_is_found_in_any_handling()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "left", "right"));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync("left"), default, "422", DeadReason.Rejected)));
        Assert.Empty(await IdsAsync(new() { Reason = DeadReason.Rejected }));
        Assert.Equal(["a"], await IdsAsync(new() { Reason = DeadReason.Rejected, State = DeliveryState.Pending }));

        Assert.True(await SettleAsync(Settlement.Exhausted(await LeaseOneAsync("right"))));

        Assert.Equal(["a"], await IdsAsync(new() { Reason = DeadReason.Rejected }));
        Assert.Equal(["a"], await IdsAsync(new() { Reason = DeadReason.Exhausted }));
        Assert.Empty(await IdsAsync(new() { Reason = DeadReason.Exhausted, Handler = "left" }));
    }

    [Fact]
    public async Task Pages_follow_each_other_by_cursor()
    {
        await AppendAsync([.. Enumerable.Range(0, 7).Select(i => Make.Entry($"{i}", $"pnr/{i}"))]);

        var first = await Query.ListAsync(DeliveryFilter.All, 3, null, default);
        var second = await Query.ListAsync(DeliveryFilter.All, 3, Parsed(first.Next), default);
        var third = await Query.ListAsync(DeliveryFilter.All, 3, Parsed(second.Next), default);

        Assert.Equal(
            ["6 5 4", "3 2 1", "0"],
            ((DeliveryPage[])[first, second, third]).Select(page => string.Join(' ', page.Deliveries.Select(delivery => delivery.Id))));
        Assert.Null(third.Next);
        Assert.Null((await Query.ListAsync(DeliveryFilter.All, 7, null, default)).Next);

        static DeliveryCursor? Parsed(DeliveryCursor? cursor) => DeliveryCursor.TryParse(cursor.ToString(), out var parsed) ? parsed : null;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_page_has_1_to_1000_deliveries(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Query.ListAsync(DeliveryFilter.All, limit, null, default));

    [Fact]
    public async Task A_listing_stays_right_while_deliveries_arrive_and_settle()
    {
        await AppendAsync([.. Enumerable.Range(0, 300).Select(i => Make.Entry($"old {i}", $"pnr/{i}"))]);
        using var stop = new CancellationTokenSource();
        var traffic = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await AppendAsync(Make.Entry($"new {i}", $"trip/{i}"));
                foreach (var lease in await LeaseAsync(1))
                    await CompleteAsync(lease);
            }
        });

        for (var round = 0; round < 5; round++)
        {
            var ids = new List<string>();
            for (DeliveryCursor? cursor = null; ;)
            {
                var page = await Query.ListAsync(DeliveryFilter.All, 7, cursor, default);
                ids.AddRange(page.Deliveries.Select(delivery => delivery.Id));
                if ((cursor = page.Next) is null)
                    break;
            }

            Assert.Distinct(ids);
            Assert.Equal(
                Enumerable.Range(0, 300).Select(i => $"old {i}").Reverse(),
                ids.Where(id => id.StartsWith("old", StringComparison.Ordinal)));
        }

        await stop.CancelAsync();
        await traffic;
    }

    [Fact]
    public async Task A_span_of_time_is_right_even_after_the_clock_was_set_back()
    {
        var random = new Random(5);
        var received = new List<int>();
        for (var i = 0; i < 200; i++)
        {
            received.Add((i == 100 ? -500 : i) + random.Next(-3, 4)); // one far off, the others a little
            await AppendAsync(Make.Unhandled(Make.Delivery($"{i}") with { ReceivedAt = Make.Start.AddSeconds(received[i]) }));
        }

        foreach (var (from, to) in ((int, int)[])[(50, 60), (-600, 0), (98, 103), (150, 1000), (1000, 2000), (20, 20), (-497, 5)])
        {
            var expected = Enumerable.Range(0, 200)
                .Where(i => received[i] >= from && received[i] < to)
                .Reverse()
                .Select(i => $"{i}")
                .ToList();
            var filter = new DeliveryFilter { ReceivedFrom = Make.Start.AddSeconds(from), ReceivedTo = Make.Start.AddSeconds(to) };
            Assert.Equal(expected, await IdsAsync(filter));
            Assert.Equal(expected, await IdsAsync(filter with { Subject = "pnr/1" }));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("AAAAAAAAAAA")]
    [InlineData("not a cursor")]
    [InlineData("//////////8")]
    [InlineData("__________8")]
    public void Text_that_is_no_cursor_is_refused(string text) => Assert.False(DeliveryCursor.TryParse(text, out _));

    protected async Task<List<DeliverySummary>> ListAsync(DeliveryFilter? filter = null)
    {
        var all = new List<DeliverySummary>();
        for (DeliveryCursor? cursor = null; ;)
        {
            var page = await Query.ListAsync(filter ?? DeliveryFilter.All, IInboxQuery.LargestPage, cursor, default);
            all.AddRange(page.Deliveries);
            if ((cursor = page.Next) is null)
                return all;
        }
    }

    private async Task<List<string>> IdsAsync(DeliveryFilter filter) => (await ListAsync(filter)).ConvertAll(delivery => delivery.Id);

    /// <summary>Stores a delivery in a lane of its own and lets it die.</summary>
    private async Task AppendDeadAsync(string id, DeadReason reason = DeadReason.Rejected, string handler = "h", string? subject = null)
    {
        await AppendAsync(Make.Entry(Make.Delivery(id, subject), handler));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync(handler), default, "no", reason)));
    }
}
