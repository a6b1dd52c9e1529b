namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task A_retry_is_not_leased_before_its_time()
    {
        await AppendAsync(Make.Entry("a"));
        Assert.True(await SettleAsync(Settlement.Retry(await LeaseOneAsync(), default, "503", Time.GetUtcNow() + (2 * Minute))));

        Time.Advance((2 * Minute) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await LeaseAsync());
        Time.Advance(TimeSpan.FromMilliseconds(1));

        var lease = await LeaseOneAsync();
        Assert.Equal((2, Make.Start), (lease.Attempt, lease.WaitingSince));
        Assert.Equal(["h 1 retry 503"], (await CopyAsync("a")).Timeline);
    }

    [Fact]
    public async Task A_release_gives_the_attempt_back_and_leaves_no_trace()
    {
        await AppendAsync(Make.Entry("a"));

        Assert.True(await SettleAsync(Settlement.Released(await LeaseOneAsync(), Time.GetUtcNow())));

        Assert.Equal(1, (await LeaseOneAsync()).Attempt);
        Assert.Empty((await CopyAsync("a")).Timeline);
    }

    [Fact]
    public async Task A_dead_letter_keeps_its_reason_and_lets_the_lane_go_on()
    {
        await AppendAsync(Make.Entry("a", occurred: 1), Make.Entry("b", occurred: 2));

        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync(), default, "422", DeadReason.Rejected)));

        var copy = await CopyAsync("a");
        Assert.Equal((DeliveryState.Dead, DeadReason.Rejected), (copy.State, copy.Reason));
        Assert.Equal(new StoredHandling("h", HandlingState.Dead, DeadReason.Rejected, 1), Assert.Single(copy.Handlings));
        Assert.Equal(["h 1 dead 422"], copy.Timeline);
        Assert.Equal("b", (await LeaseOneAsync()).Delivery.Id);
    }

    [Fact]
    public async Task A_reason_may_have_any_characters()
    {
        await AppendAsync(Make.Entry("a"));
        var lease = await LeaseOneAsync();

        Assert.True(await SettleAsync(Settlement.Dead(lease, default, "cut off: \0 \ud83d", DeadReason.Rejected)));

        var (state, timeline) = ((await CopyAsync("a")).State, (await CopyAsync("a")).Timeline);
        Assert.Equal(DeliveryState.Dead, state);
        Assert.StartsWith("h 1 dead cut off: ", Assert.Single(timeline), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_exhausted_before_it_runs_leaves_no_attempt()
    {
        await AppendAsync(Make.Entry("a"));
        await LeaseOneAsync();
        Time.Advance(Minute);

        Assert.True(await SettleAsync(Settlement.Exhausted(await LeaseOneAsync())));

        var copy = await CopyAsync("a");
        Assert.Equal((DeliveryState.Dead, DeadReason.Exhausted), (copy.State, copy.Reason));
        Assert.Equal(1, Assert.Single(copy.Handlings).Attempts);
        Assert.Equal(["h 1 lost"], copy.Timeline);
    }

    [Theory]
    [InlineData(true, DeliveryState.Completed)]
    [InlineData(false, DeliveryState.Dead)]
    public async Task A_delivery_ends_when_its_last_handling_does(bool secondCompletes, DeliveryState state)
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "left", "right"));
        await CompleteAsync(await LeaseOneAsync("left"));
        Assert.Equal(DeliveryState.Pending, (await CopyAsync("a")).State);

        var right = await LeaseOneAsync("right");
        Assert.Equal(DeliveryState.Pending, (await CopyAsync("a")).State);
        Assert.True(await SettleAsync(
            secondCompletes ? Settlement.Completed(right, default) : Settlement.Dead(right, default, "no", DeadReason.Exhausted)));

        Assert.Equal(state, (await CopyAsync("a")).State);
    }

    [Fact]
    public async Task A_delivery_with_a_dead_handling_is_pending_until_the_others_end()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "left", "right"));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync("left"), default, "no", DeadReason.Rejected)));
        Assert.Equal((DeliveryState.Pending, null), await StateAsync());

        await CompleteAsync(await LeaseOneAsync("right"));
        Assert.Equal((DeliveryState.Dead, DeadReason.Rejected), await StateAsync());

        async Task<(DeliveryState, DeadReason?)> StateAsync() => (await CopyAsync("a")) is var copy ? (copy.State, copy.Reason) : default;
    }
}
