namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task A_lease_holds_what_the_dispatcher_needs()
    {
        await AppendAsync(Make.Entry("a"));
        Time.Advance(Minute);

        var lease = await LeaseOneAsync();

        Assert.Equal(("h", 1, false), (lease.Handler, lease.Attempt, lease.IsStale));
        Assert.Equal((Make.Start, Make.Start + Minute), (lease.WaitingSince, lease.LeasedAt));
    }

    [Fact]
    public async Task The_lanes_that_have_been_due_the_longest_go_first()
    {
        foreach (var id in (string[])["a", "b", "c"])
        {
            await AppendAsync(Make.Entry(id, subject: "pnr/" + id));
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["a", "b"], (await LeaseAsync(2)).Select(lease => lease.Delivery.Id));
        Assert.Equal("c", (await LeaseOneAsync()).Delivery.Id);
    }

    [Fact]
    public async Task An_expired_lease_is_taken_over_with_the_next_attempt()
    {
        await AppendAsync(Make.Entry("a"));
        var first = await LeaseOneAsync();

        Time.Advance(Minute - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await LeaseAsync());
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var second = await LeaseOneAsync();

        Assert.Equal((2, "a"), (second.Attempt, second.Delivery.Id));
        Assert.NotEqual(first.Token, second.Token);
        Assert.False(await Inbox.RenewAsync(first, Minute, default));
        Assert.False(await SettleAsync(Settlement.Completed(first, default)));
        Assert.Equal(["h 1 lost"], (await CopyAsync("a")).Timeline);
        await CompleteAsync(second);
        Assert.Equal(["h 1 lost", "h 2 completed"], (await CopyAsync("a")).Timeline);
    }

    [Fact]
    public async Task A_lease_that_expired_but_was_not_taken_over_still_settles()
    {
        await AppendAsync(Make.Entry("a"));
        var lease = await LeaseOneAsync();
        Time.Advance(2 * Minute);

        await CompleteAsync(lease);

        Assert.Empty(await LeaseAsync());
    }

    [Fact]
    public async Task When_a_lease_expires_an_earlier_event_goes_first()
    {
        await AppendAsync(Make.Entry("second", occurred: 2));
        await LeaseOneAsync();
        await AppendAsync(Make.Entry("first", occurred: 1));
        Time.Advance(Minute);

        var first = await LeaseOneAsync();
        Assert.Equal(("first", 1), (first.Delivery.Id, first.Attempt));
        await CompleteAsync(first);
        Assert.Equal(2, (await LeaseOneAsync()).Attempt);
    }

    [Fact]
    public async Task A_renewed_lease_lasts_from_now_on()
    {
        await AppendAsync(Make.Entry("a"));
        var lease = await LeaseOneAsync();
        Time.Advance(Minute / 2);

        Assert.True(await Inbox.RenewAsync(lease, Minute, default));

        Time.Advance(Minute / 2);
        Assert.Empty(await LeaseAsync());
        Time.Advance(Minute / 2);
        Assert.Equal(2, (await LeaseOneAsync()).Attempt);
    }

    [Fact]
    public async Task A_settled_lease_can_be_neither_renewed_nor_settled()
    {
        await AppendAsync(Make.Entry("a", occurred: 1), Make.Entry("b", occurred: 2));
        var lease = await LeaseOneAsync();
        await CompleteAsync(lease);

        Assert.False(await Inbox.RenewAsync(lease, Minute, default));
        Assert.False(await SettleAsync(Settlement.Dead(lease, default, "late", DeadReason.Rejected)));

        Assert.Equal(DeliveryState.Completed, (await CopyAsync("a")).State);
        Assert.Equal(["h 1 completed"], (await CopyAsync("a")).Timeline);
        Assert.Equal("b", (await LeaseOneAsync()).Delivery.Id);
    }

    [Fact]
    public async Task Leasing_for_an_unknown_handler_or_none_at_all_gives_nothing()
    {
        await AppendAsync(Make.Entry("a"));

        Assert.Empty(await LeaseAsync(100, "other"));
        Assert.Empty(await LeaseAsync(0));
        Assert.Single(await LeaseAsync(1));
    }

    [Fact]
    public async Task After_a_lost_lease_no_two_suspects_are_leased_at_a_time()
    {
        await AppendAsync(Make.Entry("a", "pnr/a"), Make.Entry("b", "pnr/b"), Make.Entry("c", "pnr/c"));
        Assert.All(await LeaseAsync(), lease => Assert.Equal(0, lease.LostAttempts));
        Time.Advance(Minute * 2);
        await AppendAsync(Make.Entry("d", "pnr/d"));

        var second = await LeaseAsync();
        Assert.Equal([("a", 1), ("d", 0)], second.Select(lease => (lease.Delivery.Id, lease.LostAttempts)));

        // An attempt that ends, however it ends, clears it; the next suspect has its turn a second later.
        await SettleAsync(Settlement.Retry(second[0], default, "not now", Time.GetUtcNow()));
        Assert.Equal(("a", 0), (await LeaseOneAsync() is var again ? (again.Delivery.Id, again.LostAttempts) : default));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("b", 1), (await LeaseOneAsync() is var next ? (next.Delivery.Id, next.LostAttempts) : default));
    }

    [Fact]
    public async Task A_released_suspect_stays_a_suspect()
    {
        await AppendAsync(Make.Entry("a"));
        await LeaseOneAsync();
        Time.Advance(Minute * 2);

        await SettleAsync(Settlement.Released(await LeaseOneAsync(), Time.GetUtcNow()));

        var lease = await LeaseOneAsync();
        Assert.Equal((2, 1), (lease.Attempt, lease.LostAttempts));
    }
}
