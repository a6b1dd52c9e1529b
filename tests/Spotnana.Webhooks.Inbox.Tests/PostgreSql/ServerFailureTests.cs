using System.Collections.Concurrent;
using Npgsql;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>A server that crashes and comes back.</summary>
[NeedsPostgreSql(Private = true)]
public sealed class ServerFailureTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private PrivateCluster _server = null!;
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _server = await PrivateCluster.StartAsync("fsync=off");
        _database = await TestDatabase.CreateAsync(new NpgsqlConnectionStringBuilder(_server.ConnectionString));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task While_it_is_down_everything_says_so_and_when_it_is_back_everything_works_and_nothing_is_lost()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await inbox.AppendAsync([Make.Entry("a")], default);
        var lease = Assert.Single(await inbox.LeaseAsync("h", 1, Minute, default));

        await _server.CrashAsync();
        foreach (var call in (Func<Task>[])
        [
            () => inbox.AppendAsync([Make.Entry("b")], default),
            () => inbox.LeaseAsync("h", 1, Minute, default),
            () => inbox.RenewAsync(lease, Minute, default),
            () => inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default),
            () => inbox.ProbeAsync(default),
            () => inbox.ReadStatsAsync(default),
            () => inbox.ListAsync(DeliveryFilter.All, 1, null, default),
            () => inbox.PauseAsync("h", default),
            () => inbox.WaitForWorkAsync("h", default),
        ])
        {
            var failure = await Assert.ThrowsAsync<InboxUnavailableException>(call);
            Assert.StartsWith("The inbox database does not work for now: ", failure.Message, StringComparison.Ordinal);
        }

        await _server.RestartAsync();
        await Wait.SucceedsAsync(() => inbox.ProbeAsync(default), Replica.IsUnavailable);
        Assert.Equal([AppendOutcome.Duplicate, AppendOutcome.Stored], await inbox.AppendAsync([Make.Entry("a"), Make.Entry("b")], default));
        Assert.True((await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);
    }

    [Fact]
    public async Task What_no_standby_confirms_is_no_duplicate_either_and_yet_is_handled_without_losing_an_attempt()
    {
        await using var inbox = Replica.Create($"{_database.ConnectionString};Command Timeout=1");
        Assert.True(await inbox.TryOpenAsync(default));
        await inbox.AppendAsync([Received("early", -Hour), Received("late", Hour), Received("a"), Make.Entry("b")], default);

        await RequireStandbyAsync("nobody");
        foreach (var id in (string[])["c", "a", "c", "a", "c"])
            await Assert.ThrowsAsync<InboxUnavailableException>(() => inbox.AppendAsync([Received(id)], default));
        var lease = Assert.Single(await inbox.LeaseAsync("h", 1, Minute, default));
        Assert.Equal(("b", 1, 0), (lease.Delivery.Id, lease.Attempt, lease.LostAttempts));
        Assert.True((await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);

        await RequireStandbyAsync("");
        Assert.Equal(
            [AppendOutcome.Duplicate, AppendOutcome.Duplicate],
            await Wait.SucceedsAsync(() => inbox.AppendAsync([Received("a"), Received("c")], default), Replica.IsUnavailable));

        // An ordinary receipt: a duplicate of it gives the engine nothing to write.
        static InboxEntry Received(string id, TimeSpan ago = default) =>
            Make.Unhandled(Make.Delivery(id) with { ReceivedAt = TimeProvider.System.GetUtcNow() + ago });
    }

    private async Task RequireStandbyAsync(string name)
    {
        await _database.ExecuteAsync($"ALTER SYSTEM SET synchronous_standby_names = '{name}'");
        await _database.QueryAsync("SELECT pg_reload_conf()", row => row.GetBoolean(0));
        await Wait.UntilAsync(
            async () => (await _database.QueryAsync("SHOW synchronous_standby_names", row => row.GetString(0)))[0] == name);
    }

    [Fact]
    public async Task What_was_answered_while_it_crashed_again_and_again_is_all_there()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        var (answered, count) = (new ConcurrentBag<string>(), 0);
        using var stop = new CancellationTokenSource();
        var traffic = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var ids = Enumerable.Range(0, 5).Select(_ => $"{Interlocked.Increment(ref count)}").ToList();
                try
                {
                    var outcomes = await inbox.AppendAsync([.. ids.Select(id => Make.Entry(id, $"pnr/{id.Length}"))], default);
                    Assert.All(outcomes, outcome => Assert.Equal(AppendOutcome.Stored, outcome));
                    ids.ForEach(answered.Add);
                    foreach (var lease in await inbox.LeaseAsync("h", 2, Minute, default))
                        await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default);
                }
                catch (InboxUnavailableException)
                {
#pragma warning disable RS0030 // Time passes on purpose: a sender that tries again a moment later
                    await Task.Delay(10);
#pragma warning restore RS0030
                }
            }
        })));

        for (var round = 0; round < 3; round++)
        {
            var before = answered.Count;
            await Wait.UntilAsync(() => answered.Count > before + 50);
            await _server.CrashAsync();
            await _server.RestartAsync();
        }

        await stop.CancelAsync();
        await traffic;
        var stored = (await _database.QueryAsync("SELECT id FROM delivery", row => row.GetString(0))).ToHashSet();
        Assert.DoesNotContain(answered, id => !stored.Contains(id));
        Assert.Empty(await _database.QueryAsync(
            "SELECT id FROM delivery WHERE (state = 0) <> EXISTS (SELECT FROM handling WHERE delivery = seq AND state = 0) "
                + "OR NOT EXISTS (SELECT FROM payload WHERE payload.seq = delivery.seq)",
            row => row.GetString(0)));
    }

    [Fact]
    public async Task Whoever_waits_for_work_hears_of_it_again_after_a_crash()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await using var other = await Replica.OpenAsync(_database);
        await _server.CrashAsync();
        await _server.RestartAsync();
        await Wait.UntilAsync(async () =>
            (await _database.QueryAsync("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN%'", row => row.GetInt32(0))).Count == 2);

        var wait = Wait.SucceedsAsync(() => other.WaitForWorkAsync("h", default), Replica.IsUnavailable);
        await Wait.SucceedsAsync(() => inbox.AppendAsync([Make.Entry("a")], default), Replica.IsUnavailable);

        await wait.WaitAsync(Minute);
        Assert.Single(await other.LeaseAsync("h", 1, Minute, default));
    }

    [Fact]
    public async Task A_server_that_is_not_up_yet_is_waited_for()
    {
        await _server.CrashAsync();
        await using var inbox = Replica.Create(_database.ConnectionString);

        Assert.False(await inbox.TryOpenAsync(default));

        await _server.RestartAsync();
        await Wait.UntilAsync(() => inbox.TryOpenAsync(default));
        Assert.Equal([AppendOutcome.Stored], await inbox.AppendAsync([Make.Entry("a")], default));
    }
}
