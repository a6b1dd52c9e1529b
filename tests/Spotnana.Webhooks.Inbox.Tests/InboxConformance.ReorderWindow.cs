namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_first_that_waits_in_a_lane_is_held_back_so_that_stragglers_go_first()
    {
        await AppendHeldAsync("third", 3);
        Time.Advance(Window / 2);
        await AppendHeldAsync("first", 1);
        await AppendHeldAsync("second", 2);

        Assert.Empty(await LeaseAsync());
        Assert.All(await ListAsync(), row => Assert.Equal(Make.Start + Window, row.Handlings[0].DueAt));
        Time.Advance((Window / 2) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await LeaseAsync());
        Time.Advance(TimeSpan.FromMilliseconds(1));

        // Once it is over, what came while the first one waited is not held again.
        Assert.Equal(["first", "second", "third"], await DrainAsync());
    }

    [Fact]
    public async Task Waiting_ends_when_the_window_does()
    {
        await AppendHeldAsync("a", 1);

        await AdvanceUntilAsync(Inbox.WaitForWorkAsync("h", default), TimeSpan.FromSeconds(1));

        Assert.True(Time.GetUtcNow() >= Make.Start + Window);
        await LeaseOneAsync();
    }

    [Fact]
    public async Task What_comes_while_a_lease_runs_and_nothing_else_waits_is_held_from_its_own_receipt_on()
    {
        await AppendHeldAsync("a", 1);
        Time.Advance(Window);
        var lease = await LeaseOneAsync();
        Time.Advance(Window / 2);
        await AppendHeldAsync("c", 3);
        await CompleteAsync(lease);

        Assert.Empty(await LeaseAsync());
        Time.Advance(Window / 2);
        await AppendHeldAsync("b", 2);
        Assert.Empty(await LeaseAsync());
        Time.Advance(Window / 2);

        Assert.Equal(["b", "c"], await DrainAsync());
    }

    [Fact]
    public async Task A_window_holds_its_own_lane_only_and_nothing_that_waited_before_it()
    {
        await AppendAsync(Make.Entry("a", occurred: 1));
        await AppendHeldAsync("b", 2);
        await AppendHeldAsync("c", 3, "pnr/2");

        Assert.Equal(["a", "b"], await DrainAsync());
        Time.Advance(Window);
        Assert.Equal(["c"], await DrainAsync());
    }

    [Fact]
    public async Task A_redrive_is_due_at_once_and_a_retry_when_it_says_whatever_the_window()
    {
        await AppendHeldAsync("a", 1);
        Time.Advance(Window);
        Assert.True(await SettleAsync(Settlement.Retry(await LeaseOneAsync(), default, "503", Time.GetUtcNow() + TimeSpan.FromSeconds(1))));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync(), default, "422", DeadReason.Rejected)));

        await RedriveAsync("a");

        await LeaseOneAsync();
    }

    [Fact]
    public async Task A_window_outlives_a_restart()
    {
        await AppendHeldAsync("b", 2);
        if (!await TryReopenAsync())
            return;

        Assert.Empty(await LeaseAsync());
        await AppendHeldAsync("a", 1);
        Time.Advance(Window);
        Assert.Equal(["a", "b"], await DrainAsync());
    }

    private Task<IReadOnlyList<AppendOutcome>> AppendHeldAsync(string id, int occurred, string? subject = "pnr/1") =>
        AppendAsync(Make.Entry(id, subject, occurred) with { ReorderWindow = Window });
}
