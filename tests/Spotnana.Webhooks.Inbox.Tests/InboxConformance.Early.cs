namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    /// <summary>Whether the engine knows its disk, and makes room on it.</summary>
    protected virtual bool PrunesEarly => true;

    [Fact]
    public async Task Early_bodies_of_settled_deliveries_go_the_oldest_first_and_no_others()
    {
        await AppendAsync(Make.Entry("second", "pnr/1"), Make.Entry("waiting", "pnr/2"), Make.Entry("dead", "pnr/3"));
        var leases = (await LeaseAsync()).ToDictionary(lease => lease.Delivery.Id);
        await AppendAsync(Make.Unhandled(Make.Delivery("first", "pnr/4")));
        Assert.True(await SettleAsync(Settlement.Dead(leases["dead"], default, "no", DeadReason.Rejected)));
        Time.Advance(Second);
        await CompleteAsync(leases["second"]);
        Time.Advance(Second);
        await AppendAsync(Make.Unhandled(Make.Delivery("third", "pnr/5")));

        foreach (var gone in (string[][])[["first"], ["first", "second"], ["first", "second", "third"]])
        {
            await PruneEarlyAsync(gone.Length);
            Assert.Equal(PrunesEarly ? gone : [], await WithoutBodyAsync());
        }

        Assert.Equal(default, await ((IInboxUpkeep)Inbox).PruneEarlyAsync(100, default));
        Assert.Equal([AppendOutcome.Duplicate], await AppendAsync(Make.Unhandled(Make.Delivery("first", "pnr/4"))));
    }

    [Fact]
    public async Task What_went_early_and_what_is_settled_later_is_pruned_as_ever()
    {
        await AppendAsync(Make.Unhandled(Make.Delivery("early")));
        await ((IInboxUpkeep)Inbox).PruneEarlyAsync(100, default);
        Time.AdjustTime(Time.GetUtcNow() - Second); // the clock is set back a little
        await AppendAsync(Make.Unhandled(Make.Delivery("later", "pnr/2")));

        Time.Advance(Days.Payloads + Second);
        await PruneAsync();

        Assert.Equal(["early", "later"], await WithoutBodyAsync());
    }

    // Until so many are gone: a batch counts what it looks at, too.
    private async Task PruneEarlyAsync(int gone)
    {
        for (var i = 0; i < 10 && (await WithoutBodyAsync()).Count < gone; i++)
            await ((IInboxUpkeep)Inbox).PruneEarlyAsync(1, default);
    }

    private async Task<List<string>> WithoutBodyAsync()
    {
        var gone = new List<string>();
        foreach (var id in (string[])["dead", "early", "first", "later", "second", "third", "waiting"])
        {
            if (await CopiesAsync(id) is [{ Body: null }])
                gone.Add(id);
        }

        return gone;
    }
}
