namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task An_empty_inbox_counts_nothing()
    {
        var stats = await StatsAsync();

        Assert.Empty(stats.Handlers);
        Assert.Empty(stats.Quarantined);
    }

    [Fact]
    public async Task The_backlog_of_each_handler_is_counted_with_the_time_of_its_oldest()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "left", "right"));
        Time.Advance(Minute);
        await AppendAsync(Make.Entry(Make.Delivery("b"), "left"), Make.Unhandled(Make.Delivery("c")));

        Assert.Equal((2, Make.Start), await BacklogAsync("left"));
        Assert.Equal((1, Make.Start), await BacklogAsync("right"));
    }

    [Fact]
    public async Task What_is_leased_or_waits_for_a_retry_still_belongs_to_the_backlog_and_what_is_completed_does_not()
    {
        await AppendAsync(Make.Entry("a", "pnr/1"), Make.Entry("b", "pnr/2"));
        Time.Advance(Minute);
        await AppendAsync(Make.Entry("c", "pnr/3"));

        var leases = await LeaseAsync();
        Assert.Equal((3, Make.Start), await BacklogAsync("h"));

        await CompleteAsync(leases.Single(lease => lease.Delivery.Id == "a"));
        Assert.Equal((2, Make.Start), await BacklogAsync("h"));
        Assert.True(await SettleAsync(
            Settlement.Retry(leases.Single(lease => lease.Delivery.Id == "c"), default, "503", Time.GetUtcNow() + Minute)));
        Assert.Equal((2, Make.Start), await BacklogAsync("h"));
        await CompleteAsync(leases.Single(lease => lease.Delivery.Id == "b"));
        Assert.Equal((1, Make.Start + Minute), await BacklogAsync("h"));
        Time.Advance(Minute);
        await CompleteAsync(await LeaseOneAsync());
        Assert.Equal((0, null), await BacklogAsync("h"));
    }

    [Fact]
    public async Task Dead_letters_are_counted_by_handler_and_reason()
    {
        await AppendAsync(
            Make.Entry(Make.Delivery("a", "pnr/1"), "left", "right"), Make.Entry(Make.Delivery("b", "pnr/2"), "left"),
            Make.Entry(Make.Delivery("c", "pnr/3"), "left"));
        foreach (var lease in await LeaseAsync(handler: "left"))
            Assert.True(await SettleAsync(
                lease.Delivery.Id == "c" ? Settlement.Exhausted(lease) : Settlement.Dead(lease, default, "422", DeadReason.Rejected)));

        var left = Assert.Single((await StatsAsync()).Handlers, handler => handler.Handler == "left");

        Assert.Equal(new() { [DeadReason.Rejected] = 2, [DeadReason.Exhausted] = 1 }, new Dictionary<DeadReason, long>(left.Dead));
        Assert.Equal((0, null), await BacklogAsync("left"));
        Assert.Equal((1, Make.Start), await BacklogAsync("right"));
    }

    [Fact]
    public async Task Quarantined_deliveries_are_counted_by_reason_and_duplicates_are_not_counted_at_all()
    {
        var unreadable = new InboxEntry(Make.Delivery("u"), [], DeadReason.Unreadable);
        await AppendAsync(
            Make.Entry("a"), Make.Entry("a", body: "other"), Make.Entry("a", body: "third"), Make.Entry("a", body: "other"),
            Make.Entry("a"), unreadable, unreadable);

        var stats = await StatsAsync();

        Assert.Equal(new() { [DeadReason.Conflict] = 2, [DeadReason.Unreadable] = 1 }, new Dictionary<DeadReason, long>(stats.Quarantined));
        Assert.Equal((1, Make.Start), await BacklogAsync("h"));
    }

    private Task<InboxStats> StatsAsync() => ((IInboxStats)Inbox).ReadStatsAsync(default);

    private async Task<(long Pending, DateTimeOffset? Since)> BacklogAsync(string handler)
    {
        var stats = Assert.Single((await StatsAsync()).Handlers, stats => stats.Handler == handler);
        return (stats.Pending, stats.WaitingSince);
    }
}
