namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task Settling_goes_on_with_its_lane_in_order_and_with_no_other()
    {
        await AppendAsync(
            Make.Entry("third", occurred: 3), Make.Entry("first", occurred: 1, version: 2), Make.Entry("second", occurred: 2, version: 1),
            Make.Entry("other", "pnr/2"));
        var first = (await LeaseAsync()).Single(lease => lease.Delivery.Id == "first");

        var second = await NextAsync(Settlement.Completed(first, default));
        Assert.Equal(("second", 1, true), (second?.Delivery.Id, second?.Attempt, second?.IsStale));
        var third = await NextAsync(Settlement.Dead(second!, default, "no", DeadReason.Rejected));
        Assert.Equal("third", third?.Delivery.Id);
        Assert.Null(await NextAsync(Settlement.Completed(third!, default)));

        Assert.Equal(["h 1 dead no"], (await CopyAsync("second")).Timeline);
    }

    [Fact]
    public async Task What_settling_went_on_with_is_leased_like_any_other()
    {
        await AppendAsync(Make.Entry("a", occurred: 1), Make.Entry("b", occurred: 2));
        var first = await LeaseOneAsync();
        var next = await NextAsync(Settlement.Completed(first, default));

        Assert.Empty(await LeaseAsync());
        Assert.NotEqual(first.Token, next!.Token);
        Assert.False(await SettleAsync(Settlement.Completed(first, default)));
        Assert.True(await Inbox.RenewAsync(next, Minute, default));
        Time.Advance(2 * Minute);
        var again = await LeaseOneAsync();
        Assert.Equal(("b", 2, 1), (again.Delivery.Id, again.Attempt, again.LostAttempts));
        Assert.False(await SettleAsync(Settlement.Completed(next, default)));
    }

    [Fact]
    public async Task Settling_does_not_go_on_to_what_is_not_due_yet()
    {
        await AppendAsync(Make.Entry("a", occurred: 1), Make.Entry("b", occurred: 2));
        var lease = await LeaseOneAsync();

        Assert.Null(await NextAsync(Settlement.Retry(lease, default, "no", Time.GetUtcNow() + Minute)));

        Time.Advance(Minute);
        var again = await LeaseOneAsync();
        Assert.Equal(("a", 2), (again.Delivery.Id, again.Attempt));
    }

    [Fact]
    public async Task Settling_does_not_go_on_for_a_paused_handler_or_by_a_stale_token()
    {
        await AppendAsync(Make.Entry("a", occurred: 1), Make.Entry("b", occurred: 2), Make.Entry("c", occurred: 3));
        var lease = await LeaseOneAsync();
        await Operations.PauseAsync("h", default);

        Assert.Null(await NextAsync(Settlement.Completed(lease, default)));

        await Operations.ResumeAsync("h", default);
        Assert.Equal(new SettleOutcome(WasHeld: false), await Inbox.SettleAsync(Settlement.Completed(lease, default), Minute, default));
        Assert.Equal("b", (await LeaseOneAsync()).Delivery.Id);
    }

    private async Task<Lease?> NextAsync(Settlement settlement)
    {
        var (wasHeld, next) = await Inbox.SettleAsync(settlement, Minute, default);
        Assert.True(wasHeld);
        return next;
    }
}
