using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>Several engines on one database.</summary>
[NeedsPostgreSql]
public sealed class ReplicaTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly List<PostgreSqlInbox> _replicas = [];
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_moves_the_inbox_has_it_alone()
    {
        PostgreSqlInbox Mover() => PostgreSqlInbox.Alone(
            new PostgreSqlInboxOptions { ConnectionString = _database.ConnectionString }, TimeProvider.System,
            NullLogger<PostgreSqlInbox>.Instance);

        await using (var replica = await Replica.OpenAsync(_database))
        {
            await using var refused = Mover();
            Assert.False(await refused.TryOpenAsync(default));
            await using var another = await Replica.OpenAsync(_database);
        }

        await using var waiting = Replica.Create(_database.ConnectionString);
        await using (var mover = Mover())
        {
            await Wait.UntilAsync(() => mover.TryOpenAsync(default)); // a session ends a moment after its client
            await using var second = Mover();
            Assert.False(await second.TryOpenAsync(default));
            Assert.False(await waiting.TryOpenAsync(default));
        }

        await Wait.UntilAsync(() => waiting.TryOpenAsync(default));
        Assert.Equal([AppendOutcome.Stored], await waiting.AppendAsync([Make.Entry("a")], default));
    }

    [Fact]
    public async Task Replicas_whose_settings_differ_in_case_store_a_delivery_once_and_share_its_lane()
    {
        await using var one = await Replica.OpenAsync(_database);
        await using var other = await Replica.OpenAsync(_database);
        var (ofOne, ofOther) = (Names("spotnana", "log"), Names("SPOTNANA", "Log"));
        await Task.WhenAll(ofOne.LoadAsync(one, default), ofOther.LoadAsync(other, default));

        var first = ofOne.Spell(Make.Entry(Make.Delivery("a", subscription: "spotnana"), "log"));
        var second = ofOther.Spell(Make.Entry(Make.Delivery("a", subscription: "SPOTNANA"), "Log"));
        var outcomes = await Task.WhenAll(one.AppendAsync([first], default), other.AppendAsync([second], default));

        Assert.Equal([AppendOutcome.Stored, AppendOutcome.Duplicate], outcomes.Select(outcome => outcome.Single()).Order());
        Assert.Equal(ofOne.SpellingsOfHandler("log"), ofOther.SpellingsOfHandler("Log"));
        var handler = ofOne.SpellHandler("log");
        Assert.Single(await other.LeaseAsync(handler, 10, Minute, default));
        Assert.Empty(await one.LeaseAsync(handler, 10, Minute, default));

        static StoredNames Names(string subscription, string handler) =>
            new(() => new InboxNames([subscription], [handler]), NullLogger<StoredNames>.Instance);
    }

    [Fact]
    public async Task A_lane_that_is_pruned_before_a_redrive_has_locked_it_is_made_again()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await inbox.AppendAsync([Make.Entry("old", "pnr/7")], default);
        var lease = Assert.Single(await inbox.LeaseAsync("h", 1, TimeSpan.FromMinutes(1), default));
        Assert.True((await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);
        await inbox.AppendAsync([new InboxEntry(Make.Delivery("odd", null), [], DeadReason.Unreadable)], default);
        var odd = Assert.Single(await inbox.FindAsync("odd", null, default)).Delivery.Sequence;

        await using var pruning = await _database.ConnectAsync();
        await pruning.RunAsync(default, Step.Begin, new("SELECT 1 FROM lane FOR UPDATE") { Row = _ => { } });
        var redrive = inbox.RedriveAsync(odd, null, delivery => new(delivery with { Subject = "pnr/7" }, ["h"]), default);
        await Wait.UntilAsync(async () => (await _database.QueryAsync(Replica.WaitingForLockSql, row => row.GetInt32(0))).Count > 0);
        await pruning.RunAsync(default, new("DELETE FROM lane"), Step.Commit);

        Assert.Equal(new RedriveResult(RedriveOutcome.Redriven, 1), await redrive);
        Assert.Equal("odd", Assert.Single(await inbox.LeaseAsync("h", 1, TimeSpan.FromMinutes(1), default)).Delivery.Id);
    }

    [Fact]
    public async Task Several_that_start_at_once_on_an_empty_database_all_open()
    {
        var replicas = Enumerable.Range(0, 6).Select(_ => Replica.Create(_database.ConnectionString)).ToList();
        _replicas.AddRange(replicas);

        Assert.All(await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.TryOpenAsync(default)))), Assert.True);

        await Task.WhenAll(replicas.Select((replica, i) => replica.AppendAsync([Make.Entry($"{i}", $"pnr/{i}")], default)));
        Assert.Equal(6, (await replicas[0].ListAsync(DeliveryFilter.All, 10, null, default)).Deliveries.Count);
    }

    [Fact]
    public async Task What_one_stores_the_other_knows_as_a_duplicate_or_a_conflict()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        await one.AppendAsync([Make.Entry("a")], default);

        Assert.Equal(
            [AppendOutcome.Duplicate, AppendOutcome.Conflict, AppendOutcome.Stored],
            await other.AppendAsync([Make.Entry("a"), Make.Entry("a", body: "other"), Make.Entry("b")], default));
        Assert.Equal([AppendOutcome.Conflict], await one.AppendAsync([Make.Entry("a", body: "other")], default));
    }

    [Fact]
    public async Task The_same_deliveries_sent_to_several_at_once_are_stored_once_and_nobody_deadlocks()
    {
        var replicas = new[] { await OpenAsync(), await OpenAsync(), await OpenAsync() };
        var outcomes = new System.Collections.Concurrent.ConcurrentBag<AppendOutcome>();

        await Task.WhenAll(replicas.SelectMany(replica => Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var round = 0; round < 15; round++)
            {
                // The same ids and lanes for all, each time in another order.
                InboxEntry[] entries = [.. Enumerable.Range(0, 20)
                    .Select(i => Make.Entry(Make.Delivery($"{round} {i}", i % 5 == 0 ? null : $"pnr/{i}"), "left", "right"))];
                random.Shuffle(entries);
                foreach (var outcome in await replica.AppendAsync(entries, default))
                    outcomes.Add(outcome);
            }
        }))));

        Assert.Equal(300, outcomes.Count(outcome => outcome == AppendOutcome.Stored));
        Assert.DoesNotContain(outcomes, outcome => outcome is not (AppendOutcome.Stored or AppendOutcome.Duplicate));
        Assert.Equal(600, (await replicas[0].ReadSummaryAsync(default)).Backlog);
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM lane WHERE due_at IS NULL"));
    }

    [Fact]
    public async Task Different_bytes_under_one_id_sent_to_several_at_once_are_all_kept_once()
    {
        var replicas = new[] { await OpenAsync(), await OpenAsync() };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(async () =>
            (await replicas[i % 2].AppendAsync([Make.Entry("a", body: $"{i / 3}")], default))[0])));

        Assert.Equal(1, outcomes.Count(outcome => outcome == AppendOutcome.Stored));
        var copies = await replicas[0].FindAsync("a", null, default);
        Assert.Equal(Enumerable.Range(0, 8), copies.Select(copy => copy.Delivery.Copy));
    }

    [Fact]
    public async Task Two_never_handle_a_lane_at_once_and_together_handle_everything_once()
    {
        const int Deliveries = 200;
        var replicas = new[] { await OpenAsync(), await OpenAsync(), await OpenAsync() };
        var running = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        var done = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        var stored = Task.WhenAll(Enumerable.Range(0, Deliveries)
            .Select(i => Task.Run(() => replicas[i % 3].AppendAsync([Make.Entry($"{i}", $"pnr/{i % 9}", i)], default))));

        await Task.WhenAll(Enumerable.Range(0, 9).Select(worker => Task.Run(() => WorkAsync(replicas[worker % 3]))));

        await stored;
        Assert.Equal(Deliveries, done.Count);
        Assert.All(done.Values, times => Assert.Equal(1, times));
        Assert.Equal(Deliveries, (await replicas[0].ReadSummaryAsync(default)).Deliveries[DeliveryState.Completed]);

        async Task WorkAsync(PostgreSqlInbox replica)
        {
            while (done.Count < Deliveries)
            {
                foreach (var lease in await replica.LeaseAsync("h", 2, Minute, default))
                {
                    for (Lease? held = lease; held is not null;)
                    {
                        Assert.True(running.TryAdd(held.Delivery.Subject!, held.Delivery.Id), "Two at once in a lane.");
                        await Task.Yield();
                        done.AddOrUpdate(held.Delivery.Id, 1, (_, times) => times + 1);
                        Assert.True(running.TryRemove(held.Delivery.Subject!, out _));
                        held = (await replica.SettleAsync(Settlement.Completed(held, default), Minute, default)).Next;
                    }
                }
            }
        }
    }

    [Fact]
    public async Task The_handlers_of_a_delivery_that_end_at_once_in_different_replicas_end_it()
    {
        var replicas = new[] { await OpenAsync(), await OpenAsync() };
        for (var round = 0; round < 40; round++)
        {
            await replicas[0].AppendAsync([Make.Entry(Make.Delivery($"{round}"), "left", "right")], default);
            var (left, right) = (await LeaseOneAsync(replicas[0], "left"), await LeaseOneAsync(replicas[1], "right"));

            await Task.WhenAll(
                Task.Run(() => replicas[0].SettleAsync(Settlement.Completed(left, default), next: null, default)),
                Task.Run(() => replicas[1].SettleAsync(Settlement.Completed(right, default), next: null, default)));
        }

        Assert.Equal(40, (await replicas[0].ReadSummaryAsync(default)).Deliveries[DeliveryState.Completed]);
    }

    [Fact]
    public async Task A_dead_replicas_leases_are_taken_over_when_they_run_out_and_not_before()
    {
        var (dead, other) = (await OpenAsync(), await OpenAsync());
        await dead.AppendAsync([Make.Entry("a")], default);
        await LeaseOneAsync(dead);
        await dead.DisposeAsync();

        Assert.Empty(await other.LeaseAsync("h", 10, Minute, default));
        var third = await OpenAsync(); // a start takes nobody's lease
        Assert.Empty(await third.LeaseAsync("h", 10, Minute, default));
        _time.Advance(Minute);

        var lease = await LeaseOneAsync(other);
        Assert.Equal((2, 1), (lease.Attempt, lease.LostAttempts));
    }

    [Fact]
    public async Task A_paused_replica_that_wakes_up_can_neither_renew_nor_settle()
    {
        var (paused, other) = (await OpenAsync(), await OpenAsync());
        await paused.AppendAsync([Make.Entry("a")], default);
        var lost = await LeaseOneAsync(paused);
        _time.Advance(Minute);
        var lease = await LeaseOneAsync(other);

        Assert.False(await paused.RenewAsync(lost, Minute, default));
        Assert.Equal(
            new SettleOutcome(WasHeld: false),
            await paused.SettleAsync(Settlement.Dead(lost, default, "late", DeadReason.Rejected), Minute, default));
        Assert.True((await other.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);

        var attempts = Assert.Single(await other.FindAsync("a", null, default)).Attempts;
        Assert.Equal(["1 lost", "2 completed"], attempts.Select(attempt => $"{attempt.Number} {attempt.Outcome}"));
    }

    [Fact]
    public async Task No_two_replicas_lease_suspects_at_the_same_time()
    {
        var replicas = new[] { await OpenAsync(), await OpenAsync(), await OpenAsync() };
        await replicas[0].AppendAsync([.. Enumerable.Range(0, 12).Select(i => Make.Entry($"{i}", $"pnr/{i}"))], default);
        Assert.Equal(12, (await replicas[0].LeaseAsync("h", 20, Minute, default)).Count);
        for (var round = 0; round < 10; round++)
        {
            _time.Advance(2 * Minute); // nobody ended them

            var leases = await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.LeaseAsync("h", 4, Minute, default))));

            Assert.InRange(leases.Sum(some => some.Count(lease => lease.LostAttempts > 0)), 0, 1);
        }
    }

    [Fact]
    public async Task Clocks_of_replicas_that_are_hours_apart_do_not_matter()
    {
        var late = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(3));
        var early = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(-3));
        var (ahead, behind) = (await OpenAsync(late, clock: null), await OpenAsync(early, clock: null));
        await behind.AppendAsync([Make.Entry("a")], default);

        var lease = await LeaseOneAsync(behind);
        Assert.Empty(await ahead.LeaseAsync("h", 10, Minute, default)); // not over for three hours
        Assert.True((await behind.SettleAsync(Settlement.Retry(lease, default, "503", early.GetUtcNow()), next: null, default)).WasHeld);
        lease = await LeaseOneAsync(ahead);
        Assert.True(
            (await ahead.SettleAsync(Settlement.Retry(lease, default, "503", late.GetUtcNow() + Minute), next: null, default)).WasHeld);
        Assert.Empty(await behind.LeaseAsync("h", 10, Minute, default)); // in a minute, not in three hours
        Assert.Equal(1, await CountAsync("SELECT count(*) FROM lane WHERE due_at BETWEEN now() AND now() + interval '1 minute'"));
    }

    [Fact]
    public async Task New_work_wakes_a_handler_that_waits_in_another_replica()
    {
        var (one, other) = (await OpenAsync(TimeProvider.System, clock: null), await OpenAsync(TimeProvider.System, clock: null));
        for (var round = 0; round < 3; round++)
        {
            var wait = other.WaitForWorkAsync("h", default);
            await one.AppendAsync([Make.Entry($"{round}")], default);
            await wait.WaitAsync(TimeSpan.FromSeconds(30));
            var lease = await LeaseOneAsync(other);
            Assert.True((await other.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);
        }
    }

    [Fact]
    public async Task Other_replicas_are_told_which_handlers_have_work_after_the_commit_and_not_once_for_each()
    {
        await using var listener = await _database.ConnectAsync();
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();
        listener.Notification += (_, notification) => told.Enqueue(notification.Payload);
        await listener.RunAsync(default, new Step("LISTEN spotnana_webhooks_work"));
        var one = await OpenAsync(TimeProvider.System, clock: null);

        await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(i => one.AppendAsync([Make.Entry(Make.Delivery($"{i}", $"pnr/{i}"), "left", "right")], default)));
        await one.AppendAsync([Make.Entry(Make.Delivery("last"), "last")], default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!told.Contains("last"))
            await listener.WaitAsync(patience.Token);

        Assert.Equal(["last", "left", "right"], told.Distinct().Order());
        Assert.InRange(told.Count, 3, 200); // of 401
    }

    private async Task<PostgreSqlInbox> OpenAsync() => await OpenAsync(_time, _time);

    private async Task<PostgreSqlInbox> OpenAsync(TimeProvider time, TimeProvider? clock)
    {
        var replica = await Replica.OpenAsync(_database, time, clock);
        _replicas.Add(replica);
        return replica;
    }

    private static async Task<Lease> LeaseOneAsync(PostgreSqlInbox replica, string handler = "h") =>
        Assert.Single(await replica.LeaseAsync(handler, 10, Minute, default));

    private async Task<long> CountAsync(string sql) => (await _database.QueryAsync(sql, row => row.GetInt64(0)))[0];
}
