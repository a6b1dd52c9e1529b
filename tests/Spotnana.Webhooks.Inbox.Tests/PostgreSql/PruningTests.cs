using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Upkeep;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>Pruning by several replicas, and beside their other calls.</summary>
[NeedsPostgreSql]
public sealed class PruningTests : IAsyncLifetime
{
    private static readonly Retention Days = new(TimeSpan.FromDays(7), TimeSpan.FromDays(20), TimeSpan.FromDays(30));

    private readonly FakeTimeProvider _time = new(Make.Start);
    private TestDatabase _database = null!;
    private PostgreSqlInbox _inbox = null!;

    public async Task InitializeAsync()
    {
        _database = await TestServer.CreateDatabaseAsync();
        _inbox = await Replica.OpenAsync(_database, _time, _time);
    }

    public async Task DisposeAsync()
    {
        await _inbox.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Two_replicas_that_prune_at_once_remove_everything_once()
    {
        await using var other = await Replica.OpenAsync(_database, _time, _time);
        await _inbox.AppendAsync([.. Enumerable.Range(0, 1000).Select(i => Make.Unhandled(Make.Delivery($"{i}")))], default);

        _time.Advance(Days.Payloads);
        Assert.Equal((1000, 0), await PruneAtOnceAsync(_inbox, other));
        _time.Advance(Days.Ids);
        Assert.Equal((0, 1000), await PruneAtOnceAsync(_inbox, other));
    }

    [Fact]
    public async Task While_one_replica_prunes_the_other_does_not_wait()
    {
        await _inbox.AppendAsync([Make.Unhandled(Make.Delivery("a"))], default);
        _time.Advance(Days.Payloads);
        await using var other = await _database.ConnectAsync();
        await other.RunAsync(default, Step.Begin, new(PruneSql.Lock) { Row = _ => { } });

        Assert.Equal(default, await _inbox.PruneAsync(Days, 10, default));
        await other.RunAsync(default, Step.Rollback);
        Assert.Equal(new PruneOutcome(1, 0, false), await _inbox.PruneAsync(Days, 10, default));
    }

    [Fact]
    public async Task A_lane_that_is_pruned_while_an_append_waits_for_another_one_is_made_again()
    {
        await _inbox.AppendAsync([Make.Entry("a", "pnr/1"), Make.Entry("b", "pnr/2")], default);
        foreach (var lease in await _inbox.LeaseAsync("h", 2, TimeSpan.FromMinutes(1), default))
            await _inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default);
        _time.Advance(Days.Ids);
        await using var holder = await _database.ConnectAsync();
        await holder.RunAsync(default, Step.Begin, new("SELECT id FROM lane WHERE subject = 'pnr/1' FOR UPDATE") { Row = _ => { } });
        var append = _inbox.AppendAsync([Make.Entry("c", "pnr/1"), Make.Entry("d", "pnr/2")], default);
        await Wait.UntilAsync(
            async () => (await _database.QueryAsync("SELECT 1 FROM pg_locks WHERE NOT granted", row => row.GetInt32(0))).Count > 0);

        Assert.Equal(2, (await _inbox.PruneAsync(Days, 10, default)).Deliveries);
        Assert.Equal(["pnr/1"], await LanesAsync()); // the held one stays
        await holder.RunAsync(default, Step.Rollback);

        Assert.Equal([AppendOutcome.Stored, AppendOutcome.Stored], await append);
        Assert.Equal(["pnr/1", "pnr/2"], await LanesAsync());
        Assert.Equal(
            ["c", "d"], (await _inbox.LeaseAsync("h", 3, TimeSpan.FromMinutes(1), default)).Select(lease => lease.Delivery.Id).Order());
    }

    [Fact]
    public async Task A_redrive_that_has_the_delivery_comes_before_its_pruning()
    {
        await _inbox.AppendAsync([Make.Unhandled(Make.Delivery("a"))], default);
        _time.Advance(Days.Payloads);
        await using var redrive = await _database.ConnectAsync();
        await redrive.RunAsync(default, Step.Begin, new("UPDATE delivery SET state = 0, settled_at = NULL"));
        var prune = _inbox.PruneAsync(Days, 10, default);
        await Wait.UntilAsync(
            async () => (await _database.QueryAsync("SELECT 1 FROM pg_locks WHERE NOT granted", row => row.GetInt32(0))).Count > 0);

        await redrive.RunAsync(default, Step.Commit);

        Assert.Equal(0, (await prune).Payloads);
        Assert.Equal([1L], await _database.QueryAsync("SELECT count(*) FROM payload", row => row.GetInt64(0)));
    }

    private Task<List<string>> LanesAsync() => _database.QueryAsync("SELECT subject FROM lane ORDER BY 1", row => row.GetString(0));

    private static async Task<(int Payloads, int Deliveries)> PruneAtOnceAsync(params PostgreSqlInbox[] replicas)
    {
        var outcomes = await Task.WhenAll(replicas.Select(replica => Task.Run(() => PruneAllAsync(replica))));
        var rest = await PruneAllAsync(replicas[0]); // one that found another at it stops early
        return (rest.Payloads + outcomes.Sum(outcome => outcome.Payloads), rest.Deliveries + outcomes.Sum(outcome => outcome.Deliveries));
    }

    private static async Task<(int Payloads, int Deliveries)> PruneAllAsync(PostgreSqlInbox replica)
    {
        var (payloads, deliveries) = (0, 0);
        for (var isMoreDue = true; isMoreDue;)
        {
            (var more, var gone, isMoreDue) = await replica.PruneAsync(Days, 20, default);
            (payloads, deliveries) = (payloads + more, deliveries + gone);
        }

        return (payloads, deliveries);
    }
}
