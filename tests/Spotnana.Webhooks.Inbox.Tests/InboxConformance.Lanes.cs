namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task A_lane_goes_in_the_order_of_its_events_times()
    {
        await AppendAsync(Make.Entry("third", occurred: 3), Make.Entry("first", occurred: 1), Make.Entry("second", occurred: 2));

        Assert.Equal(["first", "second", "third"], await DrainAsync());
    }

    [Fact]
    public async Task Events_of_the_same_time_go_in_the_order_in_which_they_came()
    {
        await AppendAsync(Make.Entry("z"), Make.Entry("a"));
        await AppendAsync(Make.Entry("m"));

        Assert.Equal(["z", "a", "m"], await DrainAsync());
    }

    [Fact]
    public async Task A_lane_gives_out_one_lease_at_a_time_and_others_go_on()
    {
        await AppendAsync(Make.Entry("a1", "pnr/a"), Make.Entry("a2", "pnr/a"), Make.Entry("b1", "pnr/b"));

        var leases = await LeaseAsync();
        Assert.Equal(["a1", "b1"], leases.Select(lease => lease.Delivery.Id));
        Assert.Empty(await LeaseAsync());

        await CompleteAsync(leases[0]);
        Assert.Equal("a2", (await LeaseOneAsync()).Delivery.Id);
    }

    [Fact]
    public async Task Deliveries_without_a_subject_never_wait_for_each_other()
    {
        await AppendAsync(Make.Entry("a", subject: null), Make.Entry("b", subject: null));

        var leases = await LeaseAsync();
        Assert.Equal(2, leases.Count);
        Assert.NotEqual(leases[0].Lane, leases[1].Lane);
        await CompleteAsync(leases[0]);
        Assert.False(await SettleAsync(Settlement.Completed(leases[0], default)));
        await CompleteAsync(leases[1]);
    }

    [Fact]
    public async Task One_subject_in_two_subscriptions_is_two_lanes()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a", subscription: "s")), Make.Entry(Make.Delivery("b", subscription: "t")));

        Assert.Equal(2, (await LeaseAsync()).Count);
    }

    [Fact]
    public async Task Two_handlers_of_a_delivery_are_independent()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "left", "right"));

        var left = await LeaseOneAsync("left");
        var right = await LeaseOneAsync("right");
        Assert.True(await SettleAsync(Settlement.Retry(left, default, "no", Time.GetUtcNow() + Minute)));
        await CompleteAsync(right);

        var copy = await CopyAsync("a");
        Assert.Equal(DeliveryState.Pending, copy.State);
        Assert.Equal(["left 1 retry no", "right 1 completed"], copy.Timeline);
        Time.Advance(Minute);
        await CompleteAsync(await LeaseOneAsync("left"));
        Assert.Empty(await LeaseAsync(100, "right"));
        Assert.Equal(DeliveryState.Completed, (await CopyAsync("a")).State);
    }

    [Fact]
    public async Task A_failing_head_holds_back_its_own_lane_only()
    {
        await AppendAsync(Make.Entry("a1", "pnr/a", 1), Make.Entry("a2", "pnr/a", 2));
        Assert.True(await SettleAsync(Settlement.Retry(await LeaseOneAsync(), default, "no", Time.GetUtcNow() + Minute)));

        await AppendAsync(Make.Entry("a3", "pnr/a", 3), Make.Entry("b1", "pnr/b", 9));

        Assert.Equal("b1", (await LeaseOneAsync()).Delivery.Id);
    }

    [Fact]
    public async Task An_earlier_event_that_comes_late_becomes_the_head()
    {
        await AppendAsync(Make.Entry("second", occurred: 2));
        var second = await LeaseOneAsync();
        Assert.True(await SettleAsync(Settlement.Retry(second, default, "no", Time.GetUtcNow() + Minute)));

        await AppendAsync(Make.Entry("first", occurred: 1));

        var first = await LeaseOneAsync();
        Assert.Equal("first", first.Delivery.Id);
        await CompleteAsync(first);
        Assert.Empty(await LeaseAsync());
        Time.Advance(Minute);
        Assert.Equal(("second", 2), ((await LeaseOneAsync()) is var lease ? lease.Delivery.Id : "", lease.Attempt));
    }

    [Fact]
    public async Task An_earlier_event_that_comes_during_a_lease_is_next()
    {
        await AppendAsync(Make.Entry("second", occurred: 2), Make.Entry("third", occurred: 3));
        var second = await LeaseOneAsync();

        await AppendAsync(Make.Entry("first", occurred: 1));
        Assert.Empty(await LeaseAsync());
        await CompleteAsync(second);

        var first = await LeaseOneAsync();
        Assert.Equal("first", first.Delivery.Id);
        Assert.True(first.IsStale);
    }

    [Fact]
    public async Task Staleness_goes_by_version_where_both_have_one()
    {
        await AppendAsync(Make.Entry("v5", occurred: 1, version: 5));
        await CompleteAsync(await LeaseOneAsync());

        await AppendAsync(Make.Entry("v4 but later", occurred: 2, version: 4));
        await AppendAsync(Make.Entry("v5 again", occurred: 3, version: 5));
        await AppendAsync(Make.Entry("v6", occurred: 4, version: 6));

        Assert.Equal([true, false, false], await StaleMarksAsync());
    }

    [Fact]
    public async Task Staleness_goes_by_time_where_a_version_is_missing()
    {
        await AppendAsync(Make.Entry("v5", occurred: 5, version: 5));
        await CompleteAsync(await LeaseOneAsync());

        await AppendAsync(Make.Entry("earlier", occurred: 4), Make.Entry("same time", occurred: 5), Make.Entry("later", occurred: 6));

        Assert.Equal([true, false, false], await StaleMarksAsync());
    }

    [Fact]
    public async Task Only_what_was_completed_makes_others_stale()
    {
        await AppendAsync(Make.Entry("dead", occurred: 5, version: 5));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync(), default, "no", DeadReason.Rejected)));

        await AppendAsync(Make.Entry("earlier", occurred: 4, version: 4));

        Assert.False((await LeaseOneAsync()).IsStale);
    }

    private async Task<List<string>> DrainAsync()
    {
        var ids = new List<string>();
        while (await LeaseAsync() is [var lease])
        {
            ids.Add(lease.Delivery.Id);
            await CompleteAsync(lease);
        }

        return ids;
    }

    private async Task<List<bool>> StaleMarksAsync()
    {
        var marks = new List<bool>();
        while (await LeaseAsync() is [var lease])
        {
            marks.Add(lease.IsStale);
            await CompleteAsync(lease);
        }

        return marks;
    }
}
