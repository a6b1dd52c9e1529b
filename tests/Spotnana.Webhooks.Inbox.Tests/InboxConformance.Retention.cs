using System.Collections.Concurrent;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly Retention Days = new(
        Payloads: TimeSpan.FromDays(7), DeadLetters: TimeSpan.FromDays(20), Ids: TimeSpan.FromDays(30));

    [Fact]
    public async Task What_is_pending_is_never_pruned_however_old_it_is()
    {
        await AppendAsync(
            Make.Entry("waiting", "pnr/1"), Make.Entry("retried", "pnr/2"), Make.Entry("leased", "pnr/3"),
            Make.Entry(Make.Delivery("half", "pnr/4"), "h", "other"));
        foreach (var lease in await LeaseAsync())
        {
            if (lease.Delivery.Id == "retried")
                Assert.True(await SettleAsync(Settlement.Retry(lease, default, "503", Time.GetUtcNow() + (100 * Days.Ids))));
            else if (lease.Delivery.Id == "half")
                await CompleteAsync(lease);
            else if (lease.Delivery.Id == "waiting")
                Assert.True(await SettleAsync(Settlement.Released(lease, Time.GetUtcNow())));
        }

        Time.Advance(10 * Days.Ids);

        Assert.Equal(default, await PruneAsync());
        Assert.Equal((4, Make.Start, "4 0 0 0 0"), await SummaryAsync());
        Assert.Equal(["leased", "waiting"], (await LeaseAsync()).Select(lease => lease.Delivery.Id).Order());
        Assert.Equal("half", (await LeaseOneAsync("other")).Delivery.Id);
        Assert.NotNull((await CopyAsync("retried")).Body);
    }

    [Fact]
    public async Task The_body_of_what_is_completed_goes_and_its_id_still_recognises_duplicates_and_conflicts()
    {
        await AppendAsync(Make.Entry("a"));
        Time.Advance(Days.Ids); // pending for long: what counts is when it was settled
        await CompleteAsync(await LeaseOneAsync());
        var before = (await ListAsync()).Single();

        Time.Advance(Days.Payloads - Second);
        Assert.Equal(default, await PruneAsync());
        Assert.NotNull((await CopyAsync("a")).Body);
        Time.Advance(Second);
        Assert.Equal(new PruneOutcome(1, 0, false), await PruneAsync());
        Assert.Equal(default, await PruneAsync());

        var after = (await ListAsync()).Single();
        Assert.Equal(
            (before with { Handlings = [] }, before.Handlings.Single()), (after with { Handlings = [] }, after.Handlings.Single()));
        Assert.Equal(["h 1 completed"], (await CopyAsync("a")).Timeline);
        Assert.Equal(new DeliveryPayload(PayloadState.Gone), await Query.ReadPayloadAsync(after.Sequence, default));
        Assert.Equal(new RedriveResult(RedriveOutcome.BodyGone), await RedriveAsync("a"));
        Assert.Equal(new RedriveTotals(0, 0, 1), await RedriveAsync(new DeliveryFilter { State = DeliveryState.Completed }));
        Assert.Empty(await LeaseAsync());
        Assert.Equal([AppendOutcome.Duplicate, AppendOutcome.Conflict], await AppendAsync(Make.Entry("a"), Make.Entry("a", body: "other")));
    }

    [Fact]
    public async Task The_body_of_what_nobody_handles_goes_like_that_of_what_is_completed()
    {
        await AppendAsync(Make.Unhandled(Make.Delivery("u")), new InboxEntry(Make.Delivery("s"), [], Skipped: true));
        Time.Advance(Days.Payloads);

        Assert.Equal(new PruneOutcome(1, 0, false), await PruneAsync());
        Assert.Null((await CopyAsync("u")).Body);
        Assert.Equal(new RedriveResult(RedriveOutcome.BodyGone), await RedriveAsync("u"));
        Assert.Equal(
            [AppendOutcome.Duplicate, AppendOutcome.Duplicate], await AppendAsync(Make.Unhandled(Make.Delivery("u")), Make.Entry("s")));
    }

    [Fact]
    public async Task Dead_letters_keep_their_bodies_for_as_long_as_they_can_be_redriven()
    {
        string[] all = ["discarded", "rejected", "rescued", "unreadable"];
        await AppendDeadAsync("rejected");
        await AppendDeadAsync("rescued");
        await AppendAsync(Make.Entry("discarded"), Make.Entry("unreadable") with { Quarantine = DeadReason.Unreadable });
        await Operations.DiscardAsync("h", default);
        await AppendAsync(Make.Entry("unreadable", body: "other"));
        Time.Advance(Days.DeadLetters - Second);

        Assert.Equal(default, await PruneAsync());
        Assert.All(await Task.WhenAll(all.Select(async id => (await CopiesAsync(id))[0])), copy => Assert.NotNull(copy.Body));
        Assert.Equal(RedriveOutcome.Redriven, (await RedriveAsync("rescued")).Outcome);
        Time.Advance(Second);
        Assert.Equal(new PruneOutcome(4, 0, false), await PruneAsync());

        Assert.Equal("rescued", (await LeaseOneAsync()).Delivery.Id);
        foreach (var id in all.Except(["rescued"]))
        {
            Assert.All(await CopiesAsync(id), copy => Assert.Equal((DeliveryState.Dead, null), (copy.State, copy.Body)));
            Assert.Equal(new RedriveResult(RedriveOutcome.BodyGone), await RedriveAsync(id));
        }
    }

    [Fact]
    public async Task A_delivery_goes_whole_in_the_end_and_its_id_is_new_again()
    {
        await AppendDeadAsync("dead");
        await AppendAsync(
            Make.Entry(Make.Delivery("a", "pnr/1"), "left", "right"), Make.Unhandled(Make.Delivery("u")),
            Make.Entry("q") with { Quarantine = DeadReason.Unreadable });
        await CompleteAsync(await LeaseOneAsync("left"));
        await CompleteAsync(await LeaseOneAsync("right"));
        var sequence = (await ListAsync())[0].Sequence;
        Time.Advance(Days.Ids - Second);
        Assert.Equal(new PruneOutcome(4, 0, false), await PruneAsync());
        Time.Advance(Second);
        Assert.Equal(new PruneOutcome(0, 4, false), await PruneAsync());

        Assert.Empty(await ListAsync());
        Assert.Empty(await CopiesAsync("a"));
        Assert.Equal(new DeliveryPayload(PayloadState.NotFound), await Query.ReadPayloadAsync(sequence, default));
        Assert.Equal((0, null, "0 0 0 0 0"), await SummaryAsync());
        Assert.All(await Query.ListHandlersAsync(default), handler => Assert.Equal((0, 0), (handler.Pending, handler.Dead)));
        Assert.Equal(0, (await StatsAsync()).Quarantined.Values.Sum());
        Assert.Equal([AppendOutcome.Stored], await AppendAsync(Make.Entry(Make.Delivery("a", "pnr/1", body: "other"), "left")));
        Assert.True((await ListAsync()).Single().Sequence > sequence);
        await CompleteAsync(await LeaseOneAsync("left"));
        Assert.Equal(["left 1 completed"], (await CopyAsync("a")).Timeline);
    }

    [Fact]
    public async Task A_body_that_is_still_there_goes_with_its_delivery()
    {
        await AppendAsync(Make.Unhandled(Make.Delivery("a")));
        Time.Advance(Days.Ids);

        Assert.Equal(new PruneOutcome(0, 1, false), await PruneAsync());
        Assert.Equal([AppendOutcome.Stored], await AppendAsync(Make.Entry("a")));
        Assert.Equal("a"u8.ToArray(), (await LeaseOneAsync()).Delivery.Body.ToArray());
    }

    [Fact]
    public async Task An_id_is_kept_as_long_as_what_was_signed_could_be_sent_again()
    {
        await AppendAsync(Make.Unhandled(Make.Delivery("ahead") with { SentAt = Make.Start + Minute }), Make.Unhandled(Make.Delivery("a")));
        Time.Advance(Days.Ids);

        Assert.Equal(1, (await PruneAsync()).Deliveries);
        Assert.Equal(["ahead"], (await ListAsync()).Select(delivery => delivery.Id));
        Time.Advance(Minute);
        Assert.Equal(1, (await PruneAsync()).Deliveries);
    }

    [Fact]
    public async Task An_id_that_was_signed_anew_is_kept_from_then_on()
    {
        var (first, again) = (Make.Delivery("a"), Make.Delivery("a") with { SentAt = Make.Start + Minute });
        var (other, otherAgain) =
            (Make.Delivery("a", body: "other"), Make.Delivery("a", body: "other") with { SentAt = Make.Start + (2 * Minute) });
        await AppendAsync(Make.Unhandled(first));
        await AppendAsync(Make.Unhandled(other));
        Assert.Equal(
            [AppendOutcome.Duplicate, AppendOutcome.Conflict, AppendOutcome.Duplicate],
            await AppendAsync(Make.Unhandled(again), Make.Unhandled(otherAgain), Make.Unhandled(first)));

        Time.Advance(Days.Ids + (2 * Minute) - Second);
        Assert.Equal(0, (await PruneAsync()).Deliveries);
        Assert.Equal([AppendOutcome.Duplicate], await AppendAsync(Make.Unhandled(again)));
        Time.Advance(Second);
        Assert.Equal(2, (await PruneAsync()).Deliveries);
    }

    [Fact]
    public async Task What_came_under_one_id_is_kept_until_all_of_it_may_go()
    {
        await AppendAsync(Make.Unhandled(Make.Delivery("a")));
        Time.Advance(Days.Ids - Second);
        await AppendAsync(Make.Entry("a", body: "other"));
        Time.Advance(Second);

        Assert.Equal(new PruneOutcome(1, 0, false), await PruneAsync());
        Assert.Equal([AppendOutcome.Duplicate, AppendOutcome.Conflict], await AppendAsync(Make.Entry("a"), Make.Entry("a", body: "other")));
        Time.Advance(Days.Ids);
        Assert.Equal(new PruneOutcome(0, 2, false), await PruneAsync());
    }

    [Fact]
    public async Task What_is_redriven_is_kept_anew_from_when_it_is_settled_again()
    {
        await AppendDeadAsync("a");
        Time.Advance(Days.DeadLetters - Second);
        await RedriveAsync("a");
        await CompleteAsync(await LeaseOneAsync());

        Time.Advance(Days.Payloads - Second);
        Assert.Equal(default, await PruneAsync());
        Time.Advance(Second);
        Assert.Equal(new PruneOutcome(1, 0, false), await PruneAsync());
        Time.Advance(Days.Ids - Days.Payloads - Second);
        Assert.Equal(default, await PruneAsync());
        Time.Advance(Second);
        Assert.Equal(new PruneOutcome(0, 1, false), await PruneAsync());
    }

    [Fact]
    public async Task Pruning_goes_in_batches_and_continues_where_it_stopped()
    {
        await AppendAsync([.. Enumerable.Range(0, 5).Select(i => Make.Unhandled(Make.Delivery($"{i}")))]);
        await AppendAsync([.. Enumerable.Range(5, 5).Select(i => Make.Entry($"{i}", null) with { Quarantine = DeadReason.Unreadable })]);
        var keep = Days with { DeadLetters = Days.Payloads };
        Time.Advance(Days.Payloads);

        var payloads = 0;
        for (PruneOutcome outcome; ;)
        {
            outcome = await Upkeep.PruneAsync(keep, 3, default);
            Assert.InRange(outcome.Payloads, 0, 6); // three of what is dead, three of the rest
            payloads += outcome.Payloads;
            if (!outcome.IsMoreDue)
                break;
            Assert.Equal(payloads, (await ListAsync()).Count(delivery => !HasBody(delivery)));
            await TryReopenAsync();
        }

        Assert.Equal(10, payloads);
        Assert.All(await ListAsync(), delivery => Assert.False(HasBody(delivery)));
        Time.Advance(Days.Ids);
        Assert.Equal([new(0, 4, true), new(0, 4, true), new(0, 2, false)], [await PruneAsync(4), await PruneAsync(4), await PruneAsync(4)]);

        bool HasBody(DeliverySummary delivery) =>
            Query.ReadPayloadAsync(delivery.Sequence, default).GetAwaiter().GetResult().State == PayloadState.Found;
    }

    [Fact]
    public async Task What_a_lane_remembers_is_kept_with_the_last_delivery_about_its_subject()
    {
        await AppendAsync(Make.Entry("v5", version: 5), Make.Entry("other", "pnr/2", version: 5));
        foreach (var lease in await LeaseAsync())
            await CompleteAsync(lease);
        Time.Advance(Days.Ids - Second);
        await AppendAsync(Make.Entry("v3", version: 3));
        Assert.True((await LeaseOneAsync()) is { IsStale: true } stale && await SettleAsync(Settlement.Completed(stale, default)));
        Time.Advance(Second);
        Assert.Equal(2, (await PruneAsync()).Deliveries);

        await AppendAsync(Make.Entry("v4", version: 4), Make.Entry("forgotten", "pnr/2", version: 4));
        Assert.Equal(["forgotten False", "v4 True"], (await LeaseAsync()).Select(lease => $"{lease.Delivery.Id} {lease.IsStale}").Order());
    }

    [Fact]
    public async Task What_was_settled_long_ago_and_is_imported_is_pruned_too()
    {
        if (Inbox is not IInboxTransfer transfer)
            return;

        await AppendAsync(Make.Unhandled(Make.Delivery("a")));
        var record = await transfer.ReadDeliveriesAsync(default).SingleAsync();
        Time.Advance(Days.Payloads);
        Assert.Equal(1, (await PruneAsync()).Payloads);

        await transfer.WriteDeliveriesAsync(
            [record with { Delivery = record.Delivery with { Id = "b" }, SettledAt = record.SettledAt - Minute }], default);

        Assert.Equal(1, (await PruneAsync()).Payloads);
        Assert.Null((await CopyAsync("b")).Body);
    }

    [Fact]
    public async Task Pruning_beside_storing_leasing_and_settling_takes_nothing_that_is_pending_and_breaks_no_order()
    {
        const int Rounds = 60;
        const int Subjects = 5;
        var atOnce = new Retention(default, default, default);
        var running = new ConcurrentDictionary<string, string>();
        var done = new ConcurrentDictionary<string, int>();
        var pruned = 0;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var stored = Task.WhenAll(Enumerable.Range(0, 4).Select(worker => RunAsync(() => StoreAsync(worker))));

        await Task.WhenAll([
            stored,
            .. Enumerable.Range(0, 4).Select(_ => RunAsync(WorkAsync)),
            .. Enumerable.Range(0, 2).Select(_ => RunAsync(PruneAllAsync)),
        ]);

        Assert.All(done.Values, times => Assert.Equal(1, times));
        Assert.Equal((4 * Rounds * Subjects, 4 * Rounds * Subjects), (done.Count, pruned));
        Assert.Empty(await ListAsync());
        if (Inbox is IInboxTransfer transfer)
            Assert.Empty(await transfer.ReadLaneMarksAsync(default).ToListAsync());

        bool IsDone() => stored.IsCompleted && done.Count == 4 * Rounds * Subjects;

        // A failure in one must not leave the others waiting for what never comes.
        Task RunAsync(Func<Task> run) => Task.Run(async () =>
        {
            try
            {
                await run();
            }
            catch
            {
                await patience.CancelAsync();
                throw;
            }
        });

        async Task StoreAsync(int worker)
        {
            for (var round = 0; round < Rounds; round++)
                await AppendAsync([.. Enumerable.Range(0, Subjects).Select(i => Make.Entry($"{worker} {round} {i}", $"pnr/{i}"))]);
        }

        async Task WorkAsync()
        {
            while (!IsDone())
            {
                patience.Token.ThrowIfCancellationRequested();
                foreach (var lease in await LeaseAsync(2))
                {
                    Assert.True(
                        running.TryAdd(lease.Delivery.Subject!, lease.Delivery.Id),
                        $"{lease.Delivery.Id} runs beside {running.GetValueOrDefault(lease.Delivery.Subject!)}");
                    await Task.Yield();
                    done.AddOrUpdate(lease.Delivery.Id, 1, (_, times) => times + 1);
                    Assert.True(running.TryRemove(lease.Delivery.Subject!, out _));
                    await CompleteAsync(lease);
                }
            }
        }

        async Task PruneAllAsync()
        {
            for (var isOver = false; !isOver;)
            {
                patience.Token.ThrowIfCancellationRequested();
                isOver = IsDone() && (await SummaryAsync()).States == "0 0 0 0 0";
                Interlocked.Add(ref pruned, (await Upkeep.PruneAsync(atOnce, 50, default)).Deliveries);
            }
        }
    }

    protected IInboxUpkeep Upkeep => (IInboxUpkeep)Inbox;

    private Task<PruneOutcome> PruneAsync(int count = 100) => Upkeep.PruneAsync(Days, count, default);
}
