namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task A_paused_handler_gets_no_lease_spends_no_attempt_and_holds_up_nobody()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "left", "right"));

        Assert.True(await Operations.PauseAsync("left", default));
        Assert.False(await Operations.PauseAsync("left", default));

        Assert.Empty(await LeaseAsync(handler: "left"));
        await CompleteAsync(await LeaseOneAsync("right"));
        Assert.True(await Operations.ResumeAsync("left", default));
        Assert.False(await Operations.ResumeAsync("left", default));
        Assert.Equal(1, (await LeaseOneAsync("left")).Attempt);
    }

    [Fact]
    public async Task A_paused_handler_sleeps_and_a_resume_wakes_it()
    {
        await AppendAsync(Make.Entry("a"));
        await Operations.PauseAsync("h", default);
        var wait = Inbox.WaitForWorkAsync("h", default);

        await AppendAsync(Make.Entry("b", "pnr/2"));
        for (var i = 0; i < 20; i++)
        {
            Time.Advance(Minute);
            await Inbox.ProbeAsync(default);
        }

        Assert.False(wait.IsCompleted);
        await Operations.ResumeAsync("h", default);
        await EndsAsync(wait);
        Assert.Equal(2, (await LeaseAsync()).Count);
    }

    [Fact]
    public async Task A_pause_puts_a_handler_to_sleep_that_waits_for_a_due_time()
    {
        await AppendAsync(Make.Entry("a"));
        Assert.True(await SettleAsync(Settlement.Retry(await LeaseOneAsync(), default, "no", Time.GetUtcNow() + Minute)));
        var wait = Inbox.WaitForWorkAsync("h", default);
        await Inbox.ProbeAsync(default);

        await Operations.PauseAsync("h", default);
        await AppendAsync(Make.Entry("b", "pnr/2")); // wakes it, to find nothing
        Time.Advance(2 * Minute);
        await Inbox.ProbeAsync(default);

        Assert.Empty(await LeaseAsync());
        await Operations.ResumeAsync("h", default);
        await EndsAsync(wait);
    }

    [Fact]
    public async Task What_is_leased_when_a_pause_begins_goes_on_to_its_end()
    {
        await AppendAsync(Make.Entry("a", occurred: 1), Make.Entry("b", occurred: 2));
        var lease = await LeaseOneAsync();

        await Operations.PauseAsync("h", default);

        Assert.True(await Inbox.RenewAsync(lease, Minute, default));
        await CompleteAsync(lease);
        Assert.Empty(await LeaseAsync());
        Assert.Equal(DeliveryState.Completed, (await CopyAsync("a")).State);
    }

    [Fact]
    public async Task A_pause_outlives_a_restart()
    {
        await AppendAsync(Make.Entry("a"));
        await Operations.PauseAsync("h", default);
        if (!await TryReopenAsync())
            return;

        Assert.Empty(await LeaseAsync());
        Assert.Equal(Make.Start, Assert.Single(await Query.ListHandlersAsync(default)).PausedAt);
        Assert.True(await Operations.ResumeAsync("h", default));
        await TryReopenAsync();
        await LeaseOneAsync();
    }
}
