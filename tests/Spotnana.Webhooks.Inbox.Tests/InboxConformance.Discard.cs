using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task Discarding_gives_up_all_that_waits_for_a_handler_and_nothing_else()
    {
        await AppendAsync([.. Enumerable.Range(0, 450)
            .Select(i => Make.Entry(Make.Delivery($"{i}", i % 2 == 0 ? null : $"pnr/{i % 20}", occurred: i), "gone", "here"))]);

        Assert.Equal(new DiscardResult(450, 0), await Operations.DiscardAsync("gone", default));
        Assert.Equal(new DiscardResult(0, 0), await Operations.DiscardAsync("gone", default));

        Assert.Empty(await LeaseAsync(handler: "gone"));
        Assert.Equal((450, Make.Start, "450 0 0 0 0"), await SummaryAsync());
        while (await LeaseAsync(1000, "here") is { Count: > 0 } leases)
        {
            foreach (var lease in leases)
                await CompleteAsync(lease);
        }

        Assert.Equal((0, null, "0 0 450 0 0"), await SummaryAsync());
        Assert.Equal(450, (await IdsAsync(new() { Reason = DeadReason.Discarded, Handler = "gone" })).Count);
        Assert.Equal(new HandlerSummary("gone", 0, 0, null, null) { Discarded = 450 }, (await Query.ListHandlersAsync(default))[0]);
    }

    [Fact]
    public async Task What_is_leased_is_not_discarded_under_its_holder()
    {
        await AppendAsync(Make.Entry("a", occurred: 1), Make.Entry("b", occurred: 2), Make.Entry("c", "pnr/2"));
        var leases = await LeaseAsync();

        Assert.Equal(new DiscardResult(1, 2), await Operations.DiscardAsync("h", default));
        Assert.Equal(
            new DiscardResult(0, 1),
            await Operations.DiscardAsync((await ListAsync()).Single(row => row.Id == "a").Sequence, null, default));

        foreach (var lease in leases)
            await CompleteAsync(lease);
        Assert.Empty(await LeaseAsync());
        Assert.Equal((0, null, "0 2 1 0 0"), await SummaryAsync());
    }

    [Fact]
    public async Task A_lease_that_ran_out_does_not_stop_discarding()
    {
        await AppendAsync(Make.Entry("a"));
        var lease = await LeaseOneAsync();
        Time.Advance(Minute);

        Assert.Equal(new DiscardResult(1, 0), await Operations.DiscardAsync("h", default));

        Assert.False(await SettleAsync(Settlement.Completed(lease, default)));
        Assert.Equal(["h 1 lost"], (await CopyAsync("a")).Timeline);
        Assert.Equal((DeliveryState.Dead, DeadReason.Discarded), ((await CopyAsync("a")).State, (await CopyAsync("a")).Reason));
    }

    [Fact]
    public async Task One_delivery_is_discarded_whole_or_for_one_handler()
    {
        await AppendAsync(
            Make.Entry(Make.Delivery("a", occurred: 1), "left", "right"), Make.Entry(Make.Delivery("b", occurred: 2), "left"));
        var sequence = (await Query.FindAsync("a", "s", default)).Single().Delivery.Sequence;

        Assert.Equal(new DiscardResult(1, 0), await Operations.DiscardAsync(sequence, "left", default));
        Assert.Equal(DeliveryState.Pending, (await CopyAsync("a")).State);
        Assert.Equal("b", (await LeaseOneAsync("left")).Delivery.Id);
        Assert.Equal(new DiscardResult(1, 0), await Operations.DiscardAsync(sequence, null, default));
        Assert.Equal(new DiscardResult(0, 0), await Operations.DiscardAsync(sequence, null, default));
        Assert.Equal((DeliveryState.Dead, DeadReason.Discarded), ((await CopyAsync("a")).State, (await CopyAsync("a")).Reason));

        Assert.Null(await Operations.DiscardAsync(sequence, "other", default));
        Assert.Null(await Operations.DiscardAsync(4711, null, default));
    }

    [Fact]
    public async Task What_was_discarded_can_be_redriven()
    {
        await AppendAsync(Make.Entry("a", subject: null), Make.Entry("b"));
        await Operations.DiscardAsync("h", default);

        Assert.Equal(new RedriveTotals(2, 2, 0), await RedriveAsync(new DeliveryFilter { Reason = DeadReason.Discarded }));

        Assert.Equal(2, (await LeaseAsync()).Count);
    }

    [Fact]
    public async Task What_is_quarantined_can_be_discarded_and_is_no_alarm_then()
    {
        await AppendAsync(
            new InboxEntry(Make.Delivery("u", null), [], DeadReason.Unreadable), Make.Entry("c"), Make.Entry("c", body: "other"));
        var all = await ListAsync();
        Assert.Equal((1, 1), await QuarantinedAsync());

        Assert.Null(await Operations.DiscardAsync(all.Single(row => row.Id == "u").Sequence, "h", default));
        foreach (var row in all.Where(row => row.State == DeliveryState.Dead))
        {
            Assert.Equal(new DiscardResult(1, 0), await Operations.DiscardAsync(row.Sequence, null, default));
            Assert.Equal(new DiscardResult(0, 0), await Operations.DiscardAsync(row.Sequence, null, default));
        }

        Assert.Equal((0, 0), await QuarantinedAsync());
        Assert.Equal(["c", "u"], await IdsAsync(new() { Reason = DeadReason.Discarded }));
        Assert.Equal([AppendOutcome.Conflict], await AppendAsync(Make.Entry("c", body: "other")));
        Assert.Equal((0, 0), await QuarantinedAsync());

        // It can be redriven like any other that has no handlings.
        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 1), await RedriveAsync("u"));
        Assert.Equal((0, 0), await QuarantinedAsync());
    }

    [Fact]
    public async Task A_dead_letter_that_is_given_up_is_counted_as_discarded()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "left", "right"));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync("left"), default, "no", DeadReason.Rejected)));
        Assert.True(await SettleAsync(Settlement.Exhausted(await LeaseOneAsync("right"))));
        var sequence = (await ListAsync()).Single().Sequence;

        Assert.Equal(new DiscardResult(1, 0), await Operations.DiscardAsync(sequence, "left", default));
        Assert.Equal(DeadReason.Exhausted, (await CopyAsync("a")).Reason);
        Assert.Equal(new DiscardResult(1, 0), await Operations.DiscardAsync(sequence, null, default));
        Assert.Equal(new DiscardResult(0, 0), await Operations.DiscardAsync(sequence, null, default));

        Assert.Equal((DeliveryState.Dead, DeadReason.Discarded), ((await CopyAsync("a")).State, (await CopyAsync("a")).Reason));
        Assert.All(
            (await ((IInboxStats)Inbox).ReadStatsAsync(default)).Handlers,
            handler => Assert.Equal(
                [(DeadReason.Discarded, 1)], handler.Dead.Where(dead => dead.Value > 0).Select(dead => (dead.Key, dead.Value))));
    }

    private async Task<(long Unreadable, long Conflict)> QuarantinedAsync()
    {
        var quarantined = (await ((IInboxStats)Inbox).ReadStatsAsync(default)).Quarantined;
        Assert.Equal(0, quarantined.GetValueOrDefault(DeadReason.Discarded));
        return (quarantined.GetValueOrDefault(DeadReason.Unreadable), quarantined.GetValueOrDefault(DeadReason.Conflict));
    }
}
