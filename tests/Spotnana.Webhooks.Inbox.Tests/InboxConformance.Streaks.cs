namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private const string Thrown = "FormatException in Ledger.Post";

    [Fact]
    public async Task The_failure_of_the_last_attempts_comes_with_the_next_lease_also_after_a_crash()
    {
        await AppendAsync(Make.Entry("a"));
        var lease = await LeaseOneAsync();
        Assert.Null(lease.Streak);
        Time.Advance(TimeSpan.FromSeconds(5));
        await FailAsync(lease, new FailureStreak(Thrown, 1));
        var first = Time.GetUtcNow();

        await TryReopenAsync();
        lease = await LeaseOneAsync();
        Assert.Equal(new FailureStreak(Thrown, 1, first), lease.Streak);
        Time.Advance(TimeSpan.FromSeconds(5));
        await FailAsync(lease, lease.Streak! with { Count = 2 });
        lease = await LeaseOneAsync();
        Assert.Equal(new FailureStreak(Thrown, 2, first), lease.Streak);

        // An attempt that is given back leaves it, one that fails otherwise ends it.
        Assert.True(await SettleAsync(Settlement.Released(lease, Time.GetUtcNow())));
        lease = await LeaseOneAsync();
        Assert.Equal(new FailureStreak(Thrown, 2, first), lease.Streak);
        await FailAsync(lease, null);
        Assert.Null((await LeaseOneAsync()).Streak);
    }

    [Fact]
    public async Task A_redrive_forgets_the_failures_before()
    {
        await AppendAsync(Make.Entry("a"));
        await FailAsync(await LeaseOneAsync(), new FailureStreak(Thrown, 1));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync(), default, "no", DeadReason.Exhausted)));
        await RedriveAsync("a");

        Assert.Null((await LeaseOneAsync()).Streak);
    }

    [Fact]
    public async Task A_pending_handling_tells_what_it_waits_behind()
    {
        await AppendAsync(
            Make.Entry("head", occurred: 1), Make.Entry("second", occurred: 2), Make.Entry("third", occurred: 3),
            Make.Entry("alone", null), Make.Entry("other", "pnr/2"));
        Assert.Equal([null, "head", "head", null, null], await AheadAsync());

        var leases = await LeaseAsync();
        Assert.Equal([null, "head", "head", null, null], await AheadAsync());
        Assert.True(await SettleAsync(Settlement.Retry(
            leases.Single(lease => lease.Delivery.Id == "head"), default, "503", Time.GetUtcNow() + Minute)));
        Assert.Equal([null, "head", "head", null, null], await AheadAsync());

        // What is being handled goes first, even before an earlier event that came later.
        Time.Advance(Minute);
        await LeaseAsync();
        await AppendAsync(Make.Entry("earlier", occurred: 0));
        Assert.Equal("head", (await Query.FindAsync("earlier", null, default)).Single().Delivery.Handlings[0].WaitsBehind);

        async Task<List<string?>> AheadAsync()
        {
            var ahead = new List<string?>();
            foreach (var id in (string[])["head", "second", "third", "alone", "other"])
                ahead.Add((await Query.FindAsync(id, null, default)).Single().Delivery.Handlings.Single().WaitsBehind);
            return ahead;
        }
    }

    [Fact]
    public async Task What_was_given_up_on_purpose_is_counted_apart_from_what_is_dead()
    {
        await AppendAsync(
            Make.Entry(Make.Delivery("a", null), "left", "right"), Make.Entry(Make.Delivery("b", null), "left"),
            new InboxEntry(Make.Delivery("u"), [], DeadReason.Unreadable));
        Assert.Equal(0, (await Query.ReadSummaryAsync(default)).Discarded);
        await Operations.DiscardAsync("left", default);
        Assert.Equal(1, (await Query.ReadSummaryAsync(default)).Discarded);
        await Operations.DiscardAsync((await ListAsync()).Single(row => row.Id == "u").Sequence, null, default);
        Assert.Equal(2, (await Query.ReadSummaryAsync(default)).Discarded);
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync("right"), default, "no", DeadReason.Rejected)));

        var summary = await Query.ReadSummaryAsync(default);
        Assert.Equal((3, 2), (summary.Deliveries[DeliveryState.Dead], summary.Discarded));
        Assert.Equal(
            [new("left", 0, 0, null, null) { Discarded = 2 }, new("right", 0, 1, null, null)], await Query.ListHandlersAsync(default));

        await RedriveAsync("b");
        Assert.Equal(1, (await Query.ReadSummaryAsync(default)).Discarded);
        Time.Advance(Minute);
        await CompleteAsync(await LeaseOneAsync("left"));
        Time.Advance(TimeSpan.FromDays(1));
        await ((IInboxUpkeep)Inbox).PruneAsync(new Retention(Payloads: Minute, DeadLetters: Minute, Ids: Minute), 100, default);
        Assert.Equal(0, (await Query.ReadSummaryAsync(default)).Discarded);
    }

    private async Task FailAsync(Lease lease, FailureStreak? streak) =>
        Assert.True(await SettleAsync(Settlement.Retry(lease, default, "no", Time.GetUtcNow()) with { Streak = streak }));
}
