namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private IInboxHandOver HandOver => Assert.IsAssignableFrom<IInboxHandOver>(Inbox);

    [Fact]
    public async Task What_a_handler_has_room_for_is_leased_to_it_as_it_is_stored()
    {
        var taker = new TestTaker(places: 2);
        using var registration = HandOver.HandOverTo(taker);

        await AppendAsync(Make.Entry("a", body: "the body"), Make.Entry("b", "pnr/2"), Make.Entry("c", "pnr/3"));

        Assert.Equal(["a", "b"], taker.Taken.Select(lease => lease.Delivery.Id).Order());
        var lease = taker.Taken.Single(lease => lease.Delivery.Id == "a");
        Assert.Equal(("h", 1, 0, false), (lease.Handler, lease.Attempt, lease.LostAttempts, lease.IsStale));
        Assert.Equal((Make.Start, Make.Start), (lease.WaitingSince, lease.LeasedAt));
        Assert.Equal("the body"u8, lease.Delivery.Body.Span);
        Assert.Equal("c", (await LeaseOneAsync()).Delivery.Id);
        Assert.Equal(0, taker.Reserved);

        Assert.True(await HandOver.BeginAsync(lease));
        Assert.True(await Inbox.RenewAsync(lease, Minute, default));
        await CompleteAsync(lease);
        Assert.Equal(DeliveryState.Completed, (await CopyAsync("a")).State);
        Assert.Equal(["h 1 completed"], (await CopyAsync("a")).Timeline.Select(attempt => attempt.TrimEnd()));
    }

    [Fact]
    public async Task What_was_handed_over_is_on_record_by_then()
    {
        var states = new List<Task<DeliveryState>>();
        var taker = new TestTaker(places: 1) { OnTake = lease => states.Add(StateAsync(lease.Delivery.Id)) };
        using var registration = HandOver.HandOverTo(taker);

        await AppendAsync(Make.Entry("a"));

        Assert.Equal(DeliveryState.Pending, await Assert.Single(states));

        async Task<DeliveryState> StateAsync(string id) => (await Task.Run(() => CopyAsync(id))).State;
    }

    [Fact]
    public async Task Nothing_goes_past_what_is_leased_or_waits_in_its_lane()
    {
        await AppendAsync(Make.Entry("leased", "pnr/1"));
        var leased = await LeaseOneAsync();
        await AppendAsync(Make.Entry("waits", "pnr/2"));
        var taker = new TestTaker(places: 9);
        using var registration = HandOver.HandOverTo(taker);

        await AppendAsync(Make.Entry("b", "pnr/1", occurred: -5), Make.Entry("c", "pnr/2", occurred: 5), Make.Entry("d", "pnr/3"));

        Assert.Equal("d", Assert.Single(taker.Taken).Delivery.Id);
        Assert.Equal("waits", (await LeaseOneAsync()).Delivery.Id);
        Assert.Equal("b", (await NextAsync(Settlement.Completed(leased, default)))?.Delivery.Id);
        Assert.Equal(0, taker.Reserved);
    }

    [Fact]
    public async Task Of_those_that_are_stored_together_the_earliest_of_a_lane_is_handed_over()
    {
        var taker = new TestTaker(places: 9);
        using var registration = HandOver.HandOverTo(taker);

        await AppendAsync(Make.Entry("third", occurred: 3), Make.Entry("first", occurred: 1), Make.Entry("second", occurred: 2));

        var first = Assert.Single(taker.Taken);
        Assert.Equal("first", first.Delivery.Id);
        var second = await NextAsync(Settlement.Completed(first, default));
        Assert.Equal("second", second?.Delivery.Id);
        Assert.Equal("third", (await NextAsync(Settlement.Completed(second!, default)))?.Delivery.Id);
    }

    [Fact]
    public async Task Only_what_is_new_and_has_handlers_is_handed_over()
    {
        await AppendAsync(Make.Entry("known", "pnr/9"));
        await CompleteAsync(await LeaseOneAsync());
        var taker = new TestTaker(places: 9);
        using var registration = HandOver.HandOverTo(taker);

        await AppendAsync(
            Make.Entry("known", "pnr/9"),
            Make.Entry("known", "pnr/9", body: "other bytes"),
            Make.Unhandled(Make.Delivery("unhandled")),
            new InboxEntry(Make.Delivery("skipped"), [], Skipped: true),
            new InboxEntry(Make.Delivery("unreadable"), [], DeadReason.Unreadable),
            Make.Entry(Make.Delivery("other", "pnr/5"), "another handler"));

        Assert.Empty(taker.Taken);
        Assert.Equal(0, taker.Reserved);
        Assert.Equal("other", (await LeaseOneAsync("another handler")).Delivery.Id);
    }

    [Fact]
    public async Task What_has_no_subject_is_handed_over_one_by_one()
    {
        var taker = new TestTaker(places: 2);
        using var registration = HandOver.HandOverTo(taker);

        await AppendAsync(Make.Entry("a", subject: null), Make.Entry("b", subject: null), Make.Entry("c", subject: null));

        Assert.Equal(2, taker.Taken.Count);
        await LeaseOneAsync();
        foreach (var lease in taker.Taken)
            await CompleteAsync(lease);
        Assert.Empty(await LeaseAsync());
    }

    [Fact]
    public async Task Each_handler_has_room_of_its_own()
    {
        var (left, right) = (new TestTaker(places: 1, "left"), new TestTaker(places: 0, "right"));
        using var one = HandOver.HandOverTo(left);
        using var other = HandOver.HandOverTo(right);

        await AppendAsync(Make.Entry(Make.Delivery("a"), "left", "right", "third"));

        Assert.Equal("left", Assert.Single(left.Taken).Handler);
        Assert.Empty(right.Taken);
        Assert.Equal(1, (await LeaseOneAsync("right")).Attempt);
        Assert.Equal(1, (await LeaseOneAsync("third")).Attempt);
        Assert.Empty(await LeaseAsync(handler: "left"));
    }

    [Fact]
    public async Task A_reorder_window_is_waited_for()
    {
        var taker = new TestTaker(places: 9);
        using var registration = HandOver.HandOverTo(taker);

        await AppendAsync(Make.Entry("a") with { ReorderWindow = Minute });
        await AppendAsync(Make.Entry("b", occurred: -1));

        Assert.Empty(taker.Taken);
        Time.Advance(Minute);
        Assert.Equal("b", (await LeaseOneAsync()).Delivery.Id);
    }

    [Fact]
    public async Task A_paused_handler_is_handed_nothing_begins_nothing_and_is_asked_to_give_back()
    {
        var taker = new TestTaker(places: 9);
        using var registration = HandOver.HandOverTo(taker);
        await AppendAsync(Make.Entry("before"));
        var before = Assert.Single(taker.Taken);

        await Operations.PauseAsync("h", default);
        await AppendAsync(Make.Entry("during", "pnr/2"));

        Assert.Equal(1, taker.GivenBack);
        Assert.Single(taker.Taken);
        Assert.False(await HandOver.BeginAsync(before));
        Assert.True(await SettleAsync(Settlement.Released(before, Time.GetUtcNow())));

        await Operations.ResumeAsync("h", default);
        var leases = await LeaseAsync();
        Assert.Equal([("before", 1), ("during", 1)], leases.Select(lease => (lease.Delivery.Id, lease.Attempt)).Order());
        foreach (var lease in leases)
            Assert.True(await HandOver.BeginAsync(lease));
        await AppendAsync(Make.Entry("after", "pnr/3"));
        Assert.Equal("after", taker.Taken[^1].Delivery.Id);
    }

    [Fact]
    public async Task What_is_handed_over_knows_when_it_is_stale()
    {
        await AppendAsync(Make.Entry("newer", version: 7));
        await CompleteAsync(await LeaseOneAsync());
        var taker = new TestTaker(places: 9);
        using var registration = HandOver.HandOverTo(taker);

        await AppendAsync(Make.Entry("older", version: 6));
        await CompleteAsync(taker.Taken[0]);
        await AppendAsync(Make.Entry("newest", version: 8));

        Assert.Equal([true, false], taker.Taken.Select(lease => lease.IsStale));
    }

    [Fact]
    public async Task A_lease_that_was_handed_over_and_begun_runs_out_like_any_other()
    {
        var taker = new TestTaker(places: 1);
        using var registration = HandOver.HandOverTo(taker);
        await AppendAsync(Make.Entry("a"));
        Assert.True(await HandOver.BeginAsync(Assert.Single(taker.Taken)));

        Time.Advance(2 * Minute);
        var again = await LeaseOneAsync();

        Assert.Equal(("a", 2, 1), (again.Delivery.Id, again.Attempt, again.LostAttempts));
        Assert.False(await SettleAsync(Settlement.Completed(taker.Taken[0], default)));
    }

    [Fact]
    public async Task What_is_not_handed_over_wakes_its_handler()
    {
        var taker = new TestTaker(places: 0);
        using var registration = HandOver.HandOverTo(taker);
        var wait = Inbox.WaitForWorkAsync("h", default);

        await AppendAsync(Make.Entry("a"));

        await EndsAsync(wait);
    }

    [Fact]
    public async Task After_its_end_nothing_is_handed_over_any_more()
    {
        var (first, second) = (new TestTaker(places: 9), new TestTaker(places: 9));
        var ended = HandOver.HandOverTo(first);
        using (HandOver.HandOverTo(second))
        {
            ended.Dispose(); // the later one has taken its place and stays
            await AppendAsync(Make.Entry("a"));
        }

        await AppendAsync(Make.Entry("b", "pnr/2"));

        Assert.Empty(first.Taken);
        Assert.Equal("a", Assert.Single(second.Taken).Delivery.Id);
        Assert.Equal("b", (await LeaseOneAsync()).Delivery.Id);
    }

    [Fact]
    public async Task Many_settlements_in_one_call_end_each_as_it_would_alone()
    {
        await AppendAsync(
            Make.Entry("a", "pnr/1", occurred: 1), Make.Entry("next", "pnr/1", occurred: 2), Make.Entry("b", "pnr/2"),
            Make.Entry("c", "pnr/3"), Make.Entry("d", "pnr/4"), Make.Entry("e", subject: null), Make.Entry("f", "pnr/6"));
        var leases = (await LeaseAsync()).ToDictionary(lease => lease.Delivery.Id);
        await CompleteAsync(leases["d"]);

        var outcomes = await Inbox.SettleAsync(
            [
                new(Settlement.Completed(leases["a"], default), Minute),
                new(Settlement.Retry(leases["b"], default, "later", Time.GetUtcNow() + Minute)),
                new(Settlement.Completed(leases["d"], default), Minute),
                new(Settlement.Dead(leases["c"], default, "no", DeadReason.Rejected), Minute),
                new(Settlement.Completed(leases["e"], default)),
                new(Settlement.Released(leases["f"], Time.GetUtcNow())),
            ],
            default);

        Assert.Equal([true, true, false, true, true, true], outcomes.Select(outcome => outcome.WasHeld));
        Assert.Equal(["next", null, null, null, null, null], outcomes.Select(outcome => outcome.Next?.Delivery.Id));
        Assert.Equal(DeliveryState.Completed, (await CopyAsync("a")).State);
        Assert.Equal(DeliveryState.Completed, (await CopyAsync("e")).State);
        Assert.Equal(["h 1 dead no"], (await CopyAsync("c")).Timeline);
        Assert.Equal(["h 1 retry later"], (await CopyAsync("b")).Timeline);
        Assert.Equal(("f", 1), (await LeaseOneAsync() is var f ? f.Delivery.Id : "", f.Attempt));
        Time.Advance(Minute);
        Assert.Contains(await LeaseAsync(), lease => (lease.Delivery.Id, lease.Attempt) == ("b", 2));
    }

    [Fact]
    public async Task No_settlements_are_no_work() => Assert.Empty(await Inbox.SettleAsync([], default));

    [Fact]
    public async Task A_body_that_was_encoded_before_is_read_as_it_came()
    {
        var text = string.Concat(Enumerable.Repeat("the same again and again. ", 400));
        var entry = Make.Entry("a", body: text);
        using (var stored = Inbox.Encode(entry.Delivery))
        {
            Assert.True(stored is null || stored.KeyId is not null || stored.Bytes.Length < entry.Delivery.Body.Length);
            await AppendAsync(entry with { Stored = stored });
        }

        Assert.Equal(entry.Delivery.Body.ToArray(), (await LeaseOneAsync()).Delivery.Body.ToArray());
    }
}
