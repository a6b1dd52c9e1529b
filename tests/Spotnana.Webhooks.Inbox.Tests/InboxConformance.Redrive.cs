using System.Text;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    protected IInboxOperator Operations => (IInboxOperator)Inbox;

    [Fact]
    public async Task A_dead_handling_that_is_redriven_starts_anew()
    {
        await AppendAsync(Make.Entry("a"));
        Assert.True(await SettleAsync(Settlement.Retry(await LeaseOneAsync(), default, "503", Time.GetUtcNow())));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync(), default, "422", DeadReason.Rejected)));
        Time.Advance(Minute);

        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 1), await RedriveAsync("a"));

        var delivery = (await ListAsync()).Single();
        Assert.Equal((DeliveryState.Pending, null), (delivery.State, delivery.Reason));
        Assert.Equal(
            new HandlingSummary("h", HandlingState.Pending, null, 0, Time.GetUtcNow(), Time.GetUtcNow()),
            Assert.Single(delivery.Handlings));
        var lease = await LeaseOneAsync();
        Assert.Equal((1, Time.GetUtcNow()), (lease.Attempt, lease.WaitingSince));
        await CompleteAsync(lease);
        Assert.Equal(["h 1 retry 503", "h 2 dead 422", "h 1 completed"], (await CopyAsync("a")).Timeline);
        Assert.Equal((DeliveryState.Completed, null), ((await CopyAsync("a")).State, (await CopyAsync("a")).Reason));
    }

    [Fact]
    public async Task A_redrive_wakes_its_handler()
    {
        await AppendDeadAsync("a");
        var wait = Inbox.WaitForWorkAsync("h", default);

        await RedriveAsync("a");

        await EndsAsync(wait);
        await LeaseOneAsync();
    }

    [Fact]
    public async Task Only_the_dead_handlings_of_a_dead_delivery_are_redriven()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "good", "bad", "worse"));
        await CompleteAsync(await LeaseOneAsync("good"));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync("bad"), default, "no", DeadReason.Rejected)));
        Assert.True(await SettleAsync(Settlement.Exhausted(await LeaseOneAsync("worse"))));

        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 2), await RedriveAsync("a"));

        Assert.Empty(await LeaseAsync(handler: "good"));
        Assert.Single(await LeaseAsync(handler: "bad"));
        Assert.Single(await LeaseAsync(handler: "worse"));
    }

    [Fact]
    public async Task A_completed_delivery_is_repeated_whole_or_for_one_handler()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "left", "right"));
        await CompleteAsync(await LeaseOneAsync("left"));
        await CompleteAsync(await LeaseOneAsync("right"));

        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 1), await RedriveAsync("a", "left"));
        await CompleteAsync(await LeaseOneAsync("left"));
        Assert.Empty(await LeaseAsync(handler: "right"));

        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 2), await RedriveAsync("a"));
        await CompleteAsync(await LeaseOneAsync("left"));
        await CompleteAsync(await LeaseOneAsync("right"));
        Assert.Equal(DeliveryState.Completed, (await CopyAsync("a")).State);
    }

    [Fact]
    public async Task What_is_leased_is_busy_and_stays_with_its_holder()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "left", "right"));
        var left = await LeaseOneAsync("left");
        Assert.Equal(new RedriveResult(RedriveOutcome.Busy), await RedriveAsync("a", "left"));
        Assert.True(await SettleAsync(Settlement.Dead(left, default, "no", DeadReason.Rejected)));
        var right = await LeaseOneAsync("right");
        Assert.Equal(new RedriveResult(RedriveOutcome.Busy), await RedriveAsync("a"));

        // Named, a handler waits for no other one.
        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 1), await RedriveAsync("a", "left"));
        await CompleteAsync(await LeaseOneAsync("left"));
        await CompleteAsync(right);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_redriven()
    {
        await AppendDeadAsync("a");

        Assert.Equal(new RedriveResult(RedriveOutcome.NotFound), await Operations.RedriveAsync(4711, null, Reread, default));
        Assert.Equal(new RedriveResult(RedriveOutcome.NotFound), await RedriveAsync("a", "other"));
        Assert.Equal(DeliveryState.Dead, (await CopyAsync("a")).State);
    }

    [Fact]
    public async Task Without_its_body_nothing_is_redriven()
    {
        await AppendAsync(new InboxEntry(Make.Delivery("a"), [], Skipped: true));

        Assert.Equal(new RedriveResult(RedriveOutcome.BodyGone), await RedriveAsync("a"));
        Assert.Equal(DeliveryState.Skipped, (await ListAsync()).Single().State);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(DeadReason.Unreadable)]
    [InlineData(DeadReason.Conflict)]
    public async Task What_has_no_handlings_is_read_and_matched_again(DeadReason? reason)
    {
        var delivery = Make.Delivery("a", null, operation: null) with { EventType = null, OrganizationId = null };
        if (reason == DeadReason.Conflict)
            await AppendAsync(new InboxEntry(Make.Delivery("a", body: "first"), [], DeadReason.Unreadable));
        await AppendAsync(new InboxEntry(delivery, [], reason == DeadReason.Unreadable ? reason : null));
        var stored = (await ListAsync())[0];
        Assert.Equal(reason, stored.Reason);
        Delivery? read = null;
        var found = delivery with
        {
            EventType = new("NEW"),
            Operation = new("FLIGHT_CANCELED"),
            OrganizationId = "new org",
            Subject = "pnr/7",
            Version = 7,
            OccurredAt = Make.Start.AddSeconds(7),
            Id = "ignored",
        };

        var result = await Operations.RedriveAsync(
            stored.Sequence, null,
            got => (read = got) is null ? null! : new InboxEntry(found, ["left", "right", "left"]) { ReorderWindow = Minute }, default);

        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 2), result);
        Assert.Equal(delivery with { Body = default, Sha256 = default }, read! with { Body = default, Sha256 = default });
        Assert.Equal(delivery.Body.ToArray(), read.Body.ToArray());
        Assert.Equal(delivery.Sha256.ToArray(), read.Sha256.ToArray());
        var lease = await LeaseOneAsync("left");
        Assert.Equal(found with { Id = "a", Body = default, Sha256 = default }, lease.Delivery with { Body = default, Sha256 = default });
        Assert.Equal("a", Encoding.UTF8.GetString(lease.Delivery.Body.Span));
        await CompleteAsync(lease);
        await CompleteAsync(await LeaseOneAsync("right"));
        Assert.Equal((DeliveryState.Completed, null), ((await ListAsync())[0].State, (await ListAsync())[0].Reason));
        Assert.Equal(["a"], (await ListAsync(new() { Subject = "pnr/7" })).Select(row => row.Id));
    }

    [Fact]
    public async Task What_is_still_unreadable_or_unhandled_stays_so()
    {
        await AppendAsync(
            new InboxEntry(Make.Delivery("unreadable"), [], DeadReason.Unreadable), Make.Unhandled(Make.Delivery("unhandled")));
        await AppendAsync(Make.Unhandled(Make.Delivery("unhandled", body: "other")));

        foreach (var row in await ListAsync())
        {
            Assert.Equal(
                new RedriveResult(RedriveOutcome.Nothing),
                await Operations.RedriveAsync(
                    row.Sequence, null, delivery => new(delivery, [], row.Reason == DeadReason.Unreadable ? row.Reason : null), default));
            Assert.Equal(
                new RedriveResult(RedriveOutcome.Nothing),
                await Operations.RedriveAsync(row.Sequence, "h", delivery => new(delivery, ["other"]), default));
        }

        Assert.Equal([DeadReason.Conflict, null, DeadReason.Unreadable], (await ListAsync()).Select(row => row.Reason));
    }

    [Fact]
    public async Task What_turns_out_readable_but_wanted_by_nobody_is_unhandled()
    {
        await AppendAsync(new InboxEntry(Make.Delivery("a", null), [], DeadReason.Unreadable));

        Assert.Equal(
            new RedriveResult(RedriveOutcome.Nothing),
            await RedriveAsync("a", null, delivery => new(delivery with { Subject = "pnr/7" }, [])));

        var row = (await ListAsync()).Single();
        Assert.Equal((DeliveryState.Unhandled, null, "pnr/7"), (row.State, row.Reason, row.Subject));
        Assert.Equal((0, null, "0 0 0 1 0"), await SummaryAsync());
    }

    [Fact]
    public async Task Stale_marks_outlive_a_redrive()
    {
        await AppendAsync(Make.Entry("v1", occurred: 1, version: 1));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync(), default, "no", DeadReason.Rejected)));
        await AppendAsync(Make.Entry("v2", occurred: 2, version: 2));
        await CompleteAsync(await LeaseOneAsync());

        await RedriveAsync("v1");
        await RedriveAsync("v2");

        Assert.Equal([true, false], await StaleMarksAsync());
        await RedriveAsync("v1");
        Assert.True((await LeaseOneAsync()).IsStale);
    }

    [Fact]
    public async Task A_redriven_handling_takes_its_place_in_its_lane_again()
    {
        await AppendAsync(Make.Entry("first", occurred: 1), Make.Entry("second", occurred: 2));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync(), default, "no", DeadReason.Rejected)));
        var second = await LeaseOneAsync();

        Assert.Equal(RedriveOutcome.Redriven, (await RedriveAsync("first")).Outcome);

        Assert.Empty(await LeaseAsync());
        Assert.True(await SettleAsync(Settlement.Released(second, Time.GetUtcNow())));
        Assert.Equal(["first", "second"], await DrainAsync());
    }

    [Fact]
    public async Task A_filtered_redrive_takes_what_is_dead_and_a_dry_run_only_counts()
    {
        for (var i = 0; i < 450; i++)
            await AppendDeadAsync($"{i}", i % 2 == 0 ? DeadReason.Rejected : DeadReason.Exhausted, subject: i % 3 == 0 ? "pnr/3" : null);
        await AppendAsync(Make.Entry("done", "pnr/3"));
        await CompleteAsync(await LeaseOneAsync());
        await AppendAsync(Make.Unhandled(Make.Delivery("unhandled", "pnr/3")));

        Assert.Equal(new RedriveTotals(450, 450, 0), await RedriveAsync(new DeliveryFilter(), dryRun: true));
        Assert.Equal(new RedriveTotals(150, 150, 0), await RedriveAsync(new DeliveryFilter { Subject = "pnr/3" }, dryRun: true));
        Assert.Empty(await LeaseAsync());

        Assert.Equal(
            new RedriveTotals(75, 75, 0), await RedriveAsync(new DeliveryFilter { Subject = "pnr/3", Reason = DeadReason.Rejected }));
        Assert.Equal(
            new RedriveTotals(225, 225, 0), await RedriveAsync(new DeliveryFilter { Handler = "h", Reason = DeadReason.Exhausted }));
        Assert.Equal(new RedriveTotals(150, 150, 0), await RedriveAsync(new DeliveryFilter()));
        Assert.Equal(new RedriveTotals(0, 0, 0), await RedriveAsync(new DeliveryFilter()));
        Assert.Equal((450, "450 1 0 1 0"), (await SummaryAsync()) is var (backlog, _, states) ? (backlog, states) : default);
    }

    [Fact]
    public async Task A_filtered_redrive_by_handler_takes_that_handlers_dead_handlings_whatever_others_do()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "bad", "slow"), Make.Entry(Make.Delivery("b", "pnr/2"), "bad", "worse"));
        foreach (var lease in await LeaseAsync(handler: "bad"))
            Assert.True(await SettleAsync(Settlement.Dead(lease, default, "no", DeadReason.Rejected)));
        Assert.True(await SettleAsync(Settlement.Exhausted(await LeaseOneAsync("worse"))));

        Assert.Equal(new RedriveTotals(0, 0, 0), await RedriveAsync(new DeliveryFilter { Handler = "slow" }));
        Assert.Equal(
            new RedriveTotals(2, 2, 0),
            await RedriveAsync(new DeliveryFilter { Handler = "bad", Operation = new("BOOKING_TICKETED") }, dryRun: true));
        Assert.Equal(new RedriveTotals(2, 2, 0), await RedriveAsync(new DeliveryFilter { Handler = "bad", Reason = DeadReason.Rejected }));

        Assert.Equal(2, (await LeaseAsync(handler: "bad")).Count);
        Assert.Empty(await LeaseAsync(handler: "worse"));
    }

    [Fact]
    public async Task A_filtered_redrive_narrows_to_the_reason_within_a_delivery()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "left", "right"));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync("left"), default, "no", DeadReason.Rejected)));
        Assert.True(await SettleAsync(Settlement.Exhausted(await LeaseOneAsync("right"))));

        Assert.Equal(new RedriveTotals(1, 1, 0), await RedriveAsync(new DeliveryFilter { Reason = DeadReason.Exhausted }));

        Assert.Empty(await LeaseAsync(handler: "left"));
        await CompleteAsync(await LeaseOneAsync("right"));
        Assert.Equal((DeliveryState.Dead, DeadReason.Rejected), ((await CopyAsync("a")).State, (await CopyAsync("a")).Reason));
    }

    [Fact]
    public async Task A_filtered_redrive_repeats_what_is_completed_only_if_asked_to()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a", null), "left", "right"), Make.Entry(Make.Delivery("b", null), "left"));
        foreach (var lease in (Lease[])[.. await LeaseAsync(handler: "left"), .. await LeaseAsync(handler: "right")])
            await CompleteAsync(lease);

        Assert.Equal(new RedriveTotals(0, 0, 0), await RedriveAsync(new DeliveryFilter { Handler = "left" }));
        Assert.Equal(new RedriveTotals(2, 3, 0), await RedriveAsync(new DeliveryFilter { State = DeliveryState.Completed }, dryRun: true));
        Assert.Equal(
            new RedriveTotals(2, 2, 0), await RedriveAsync(new DeliveryFilter { State = DeliveryState.Completed, Handler = "left" }));
        Assert.Equal(2, (await LeaseAsync(handler: "left")).Count);
        Assert.Equal(new RedriveTotals(0, 0, 2), await RedriveAsync(new DeliveryFilter { State = DeliveryState.Pending }));
    }

    [Fact]
    public async Task A_filtered_redrive_reads_again_what_has_no_handlings()
    {
        await AppendAsync(
            new InboxEntry(Make.Delivery("u"), [], DeadReason.Unreadable), new InboxEntry(Make.Delivery("v"), [], DeadReason.Unreadable),
            Make.Unhandled(Make.Delivery("w")), Make.Unhandled(Make.Delivery("w", body: "other")),
            new InboxEntry(Make.Delivery("x"), [], Skipped: true));
        RereadDelivery reread = delivery => delivery.Id == "u" ? new(delivery, [], DeadReason.Unreadable) : new(delivery, ["h", "i"]);

        foreach (var dryRun in (bool[])[true, false])
        {
            Assert.Equal(
                new RedriveTotals(1, 2, 1),
                await Operations.RedriveAsync(new() { Reason = DeadReason.Unreadable }, dryRun, reread, default));
            Assert.Equal(
                new RedriveTotals(1, 2, 0), await Operations.RedriveAsync(new() { Reason = DeadReason.Conflict }, dryRun, reread, default));
            Assert.Equal(
                new RedriveTotals(1, 2, 0),
                await Operations.RedriveAsync(new() { State = DeliveryState.Unhandled }, dryRun, reread, default));
            Assert.Equal(
                new RedriveTotals(0, 0, 1),
                await Operations.RedriveAsync(new() { State = DeliveryState.Skipped }, dryRun, reread, default));
        }

        Assert.Equal(["v", "w", "w"], await DrainAsync());
    }

    [Fact]
    public async Task A_filtered_redrive_that_is_cancelled_keeps_what_it_did_and_can_be_done_again()
    {
        await AppendAsync([.. Enumerable.Range(0, 600).Select(i => Make.Unhandled(Make.Delivery($"{i}", null)))]);
        using var stop = new CancellationTokenSource();
        var read = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Operations.RedriveAsync(
            new() { State = DeliveryState.Unhandled }, false, delivery =>
            {
                if (++read == 450)
                    stop.Cancel();
                return new(delivery, ["h"]);
            },
            stop.Token));

        var done = (await SummaryAsync()).Backlog;
        Assert.InRange(done, 1, 450);
        Assert.Equal(
            new RedriveTotals(600 - done, 600 - done, 0), await RedriveAsync(new DeliveryFilter { State = DeliveryState.Unhandled }));
        Assert.Equal(600, (await LeaseAsync(1000)).Count);
    }

    [Fact]
    public async Task What_turns_out_wanted_by_many_handlers_gets_a_handling_for_each_and_so_does_what_comes_next()
    {
        string[] handlers = [.. Enumerable.Range(0, 30).Select(i => $"h{i}")];
        await AppendAsync([.. Enumerable.Range(0, 200).Select(i => Make.Unhandled(Make.Delivery($"{i}", null)))]);

        Assert.Equal(new RedriveTotals(200, 6000, 0), await Operations.RedriveAsync(
            new DeliveryFilter { State = DeliveryState.Unhandled }, false, delivery => new(delivery, handlers), default));

        for (var i = 0; i < 3; i++)
            Assert.Equal([AppendOutcome.Stored], await AppendAsync(Make.Entry(Make.Delivery($"next {i}", null), handlers)));
        Assert.Equal(203, (await LeaseAsync(300, "h29")).Count);
    }

    private static InboxEntry Reread(Delivery delivery) => new(delivery, ["h"]);

    private async Task<RedriveResult> RedriveAsync(string id, string? handler = null, RereadDelivery? reread = null) =>
        await Operations.RedriveAsync((await Query.FindAsync(id, "s", default))[^1].Delivery.Sequence, handler, reread ?? Reread, default);

    private Task<RedriveTotals> RedriveAsync(DeliveryFilter filter, bool dryRun = false) =>
        Operations.RedriveAsync(filter, dryRun, Reread, default);
}
