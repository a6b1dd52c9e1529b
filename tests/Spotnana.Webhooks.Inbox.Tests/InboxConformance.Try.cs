using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_pending_handling_that_is_redriven_is_due_now_and_keeps_its_attempts_and_its_age()
    {
        await AppendAsync(Make.Entry("a"), Make.Entry("none", null));
        foreach (var lease in await LeaseAsync())
            Assert.True(await SettleAsync(Settlement.Retry(lease, default, "503", Time.GetUtcNow() + Hour)));
        Time.Advance(Minute);
        Assert.Empty(await LeaseAsync());
        var wait = Inbox.WaitForWorkAsync("h", default);

        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 1), await RedriveAsync("a"));
        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 1), await RedriveAsync("none", "h"));

        await EndsAsync(wait);
        var leases = await LeaseAsync();
        Assert.Equal([(2, Make.Start), (2, Make.Start)], leases.Select(lease => (lease.Attempt, lease.WaitingSince)));
        foreach (var lease in leases)
            await CompleteAsync(lease);
        Assert.Equal((0, null, "0 2 0 0 0"), await SummaryAsync());
    }

    [Fact]
    public async Task A_redrive_puts_back_what_is_dead_and_makes_due_what_is_pending()
    {
        await AppendAsync(Make.Entry(Make.Delivery("a"), "dead", "done", "waits"));
        Assert.True(await SettleAsync(Settlement.Dead(await LeaseOneAsync("dead"), default, "no", DeadReason.Rejected)));
        await CompleteAsync(await LeaseOneAsync("done"));
        Assert.True(await SettleAsync(Settlement.Retry(await LeaseOneAsync("waits"), default, "503", Time.GetUtcNow() + Hour)));

        Assert.Equal(new RedriveTotals(1, 2, 0), await RedriveAsync(new DeliveryFilter { State = DeliveryState.Pending }, dryRun: true));
        Assert.Empty(await LeaseAsync(handler: "waits"));
        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 2), await RedriveAsync("a"));

        Assert.Equal(1, (await LeaseOneAsync("dead")).Attempt);
        Assert.Equal(2, (await LeaseOneAsync("waits")).Attempt);
        Assert.Empty(await LeaseAsync(handler: "done"));
    }

    [Fact]
    public async Task All_that_waits_for_a_handler_is_made_due_by_a_filter_or_by_trying()
    {
        foreach (var make in (Func<Task<long>>[])
        [
            async () => (await RedriveAsync(new DeliveryFilter { State = DeliveryState.Pending, Handler = "h" })).Handlings,
            () => Operations.TryAsync("h", default),
        ])
        {
            var run = Guid.NewGuid();
            await AppendAsync([.. Enumerable.Range(0, 450)
                .Select(i => Make.Entry(Make.Delivery($"{run}{i}", i % 2 == 0 ? null : $"pnr/{i}", occurred: i), "h", "other"))]);
            foreach (var lease in (Lease[])[.. await LeaseAsync(1000), .. await LeaseAsync(1000, "other")])
                Assert.True(await SettleAsync(Settlement.Retry(lease, default, "503", Time.GetUtcNow() + Hour)));

            Assert.Equal(450, await make());

            var leases = await LeaseAsync(1000);
            Assert.Equal((450, 2), (leases.Count, leases.Max(lease => lease.Attempt)));
            Assert.Empty(await LeaseAsync(1000, "other"));
            foreach (var lease in leases)
                await CompleteAsync(lease);
        }

        Assert.Equal(0, await Operations.TryAsync("h", default));
        Assert.Equal(0, await Operations.TryAsync("never heard of", default));
    }

    [Fact]
    public async Task Trying_leaves_what_is_leased_to_its_holder()
    {
        await AppendAsync(Make.Entry("a"));
        Assert.True(await SettleAsync(Settlement.Retry(await LeaseOneAsync(), default, "503", Time.GetUtcNow() + Hour)));
        Time.Advance(Hour);
        var lease = await LeaseOneAsync();

        Assert.Equal(0, await Operations.TryAsync("h", default));
        Assert.Empty(await LeaseAsync());
        await CompleteAsync(lease);
    }

    [Fact]
    public async Task Trying_keeps_the_order_of_a_lane()
    {
        await AppendAsync(Make.Entry("first", occurred: 1), Make.Entry("second", occurred: 2));
        Assert.True(await SettleAsync(Settlement.Retry(await LeaseOneAsync(), default, "503", Time.GetUtcNow() + Hour)));

        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 1), await RedriveAsync("second"));
        Assert.Empty(await LeaseAsync());
        Assert.Equal(1, await Operations.TryAsync("h", default));
        Assert.Equal(["first", "second"], await DrainAsync());
    }

    [Fact]
    public async Task Trying_reaches_whoever_waits_for_it_and_a_resume_does_too()
    {
        var other = Inbox.WaitForTryAsync("other", default);
        var tried = Inbox.WaitForTryAsync("h", default);
        Assert.False(await Operations.ResumeAsync("h", default));
        Assert.False(tried.IsCompleted);
        await Operations.TryAsync("h", default);
        await EndsAsync(tried);

        tried = Inbox.WaitForTryAsync("h", default);
        await Operations.PauseAsync("h", default);
        Assert.True(await Operations.ResumeAsync("h", default));
        await EndsAsync(tried);
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public async Task A_resume_makes_due_what_a_pause_held_and_without_a_pause_changes_nothing()
    {
        await AppendAsync(Make.Entry("a"), Make.Entry("none", null));
        foreach (var lease in await LeaseAsync())
            Assert.True(await SettleAsync(Settlement.Retry(lease, default, "503", Time.GetUtcNow() + Hour)));
        Assert.False(await Operations.ResumeAsync("h", default));
        Assert.Empty(await LeaseAsync());

        await Operations.PauseAsync("h", default);
        Assert.True(await Operations.ResumeAsync("h", default));

        Assert.Equal([2, 2], (await LeaseAsync()).Select(lease => lease.Attempt));
    }

    [Fact]
    public async Task A_redrive_with_a_limit_takes_the_oldest_and_does_not_count_what_it_leaves()
    {
        await AppendAsync(
            new InboxEntry(Make.Delivery("u"), [], DeadReason.Unreadable),
            new InboxEntry(Make.Delivery("v"), [], DeadReason.Unreadable),
            new InboxEntry(Make.Delivery("w"), [], DeadReason.Unreadable));
        RereadDelivery reread = delivery => delivery.Id == "u" ? new(delivery, [], DeadReason.Unreadable) : new(delivery, ["h"]);

        foreach (var dryRun in (bool[])[true, false])
            Assert.Equal(new RedriveTotals(1, 1, 1), await Operations.RedriveAsync(DeliveryFilter.All, 1, dryRun, reread, default));
        Assert.Equal(["v"], await DrainAsync());
        Assert.Equal(new RedriveTotals(1, 1, 1), await Operations.RedriveAsync(DeliveryFilter.All, 5, false, reread, default));
    }

    [Fact]
    public async Task Deliveries_are_listed_oldest_first_page_by_page()
    {
        await AppendAsync([.. Enumerable.Range(0, 25).Select(i => Make.Entry($"{i:00}", i % 2 == 0 ? null : "pnr/1"))]);
        foreach (var filter in (DeliveryFilter[])[DeliveryFilter.All, new() { Subject = "pnr/1" }, new() { State = DeliveryState.Pending }])
        {
            var ids = new List<string>();
            DeliveryCursor? cursor = null;
            do
            {
                var page = await Query.ListAsync(filter, oldestFirst: true, 4, cursor, default);
                ids.AddRange(page.Deliveries.Select(row => row.Id));
                cursor = page.Next;
            }
            while (cursor is not null);
            Assert.Equal([.. (await IdsAsync(filter)).Order(StringComparer.Ordinal)], ids);
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Query.ListAsync(DeliveryFilter.All, true, 0, null, default));
    }

    [Fact]
    public async Task A_suspect_of_a_paused_handler_lets_others_go_an_hour_after_its_lease()
    {
        await AppendAsync(Make.Entry("a"), Make.Entry(Make.Delivery("b", "pnr/2"), "other"));
        await LeaseOneAsync();
        await LeaseOneAsync("other");
        Time.Advance(Minute);
        Assert.True((await LeaseOneAsync()).IsSuspect);
        await Operations.PauseAsync("h", default);
        Time.Advance(Minute);

        Assert.Empty(await LeaseAsync(handler: "other"));
        Time.Advance(Hour);
        Assert.True((await LeaseOneAsync("other")).IsSuspect);
    }
}
