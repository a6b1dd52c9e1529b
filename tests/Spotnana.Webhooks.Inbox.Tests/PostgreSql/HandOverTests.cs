using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>What replicas and lost answers mean to a hand-over and to settlements that are stored together.</summary>
[NeedsPostgreSql]
public sealed class HandOverTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Without_an_answer_to_the_commit_nobody_is_handed_anything_and_what_was_leased_is_given_back()
    {
        await using var thief = new AnswerThief(_database.ConnectionString);
        await using var inbox = await OpenAsync(thief);
        var taker = new TestTaker(places: 10);
        using var registered = inbox.HandOverTo(taker);
        thief.Steals = true;
        var append = inbox.AppendAsync([Make.Entry("a"), Make.Entry("own", subject: null)], default);
        await Wait.UntilAsync(async () => (await LeasedAsync()).Count == 2);
        Assert.Empty(taker.Taken);

        thief.HangUp();
        await Assert.ThrowsAsync<InboxUnavailableException>(() => append);
        thief.Steals = false;

        await Wait.UntilAsync(async () => (await LeasedAsync()).Count == 0);
        Assert.Equal((0, 0), (taker.Taken.Count, taker.Reserved));
        var leases = await Wait.SucceedsAsync(() => inbox.LeaseAsync("h", 10, Hour, default), Replica.IsUnavailable);
        Assert.Equal([1, 1], leases.Select(lease => lease.Attempt));
        Assert.All(leases, lease => Assert.Equal(0, lease.LostAttempts));
    }

    [Fact]
    public async Task Settlements_that_come_again_after_a_lost_answer_are_all_known()
    {
        await using var thief = new AnswerThief(_database.ConnectionString);
        await using var inbox = await OpenAsync(thief);
        await inbox.AppendAsync([Make.Entry("a"), Make.Entry("b", "pnr/2"), Make.Entry("next", "pnr/2", occurred: 1)], default);
        SettleRequest[] requests =
        [
            .. (await inbox.LeaseAsync("h", 10, Hour, default))
                .Select(lease => new SettleRequest(Settlement.Completed(lease, default), Hour)),
        ];
        thief.Steals = true;
        var settle = inbox.SettleAsync(requests, default);
        await Wait.UntilAsync(async () => (await LeasedAsync()).Count == 1);

        thief.HangUp();
        await Assert.ThrowsAsync<InboxUnavailableException>(() => settle);
        thief.Steals = false;

        var again = await Wait.SucceedsAsync(() => inbox.SettleAsync(requests, default), Replica.IsUnavailable);
        Assert.Equal([true, true], again.Select(outcome => outcome.WasHeld));
        Assert.Equal(2, (await _database.QueryAsync("SELECT 1 FROM attempt", row => row.GetInt32(0))).Count);
        var next = await Wait.ForAsync(
            () => Wait.SucceedsAsync(() => inbox.LeaseAsync("h", 10, Hour, default), Replica.IsUnavailable), given => given.Count > 0);
        Assert.Equal(("next", 1, 0), (next[0].Delivery.Id, next[0].Attempt, next[0].LostAttempts));
    }

    [Fact]
    public async Task What_another_replica_paused_or_holds_is_not_handed_over()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await using var other = await Replica.OpenAsync(_database);
        var taker = new TestTaker(places: 10);
        using var registered = inbox.HandOverTo(taker);

        await other.PauseAsync("h", default);
        await inbox.AppendAsync([Make.Entry("paused")], default);
        await other.ResumeAsync("h", default);
        Assert.Single(await other.LeaseAsync("h", 10, Hour, default));
        await inbox.AppendAsync([Make.Entry("behind")], default);
        await inbox.AppendAsync([Make.Entry("free", "pnr/2")], default);

        Assert.Equal(["free"], taker.Taken.Select(lease => lease.Delivery.Id));
        Assert.Equal(0, taker.Reserved);
    }

    [Fact]
    public async Task Of_many_settlements_only_those_of_leases_that_are_held_change_anything()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await using var other = await Replica.OpenAsync(_database);
        await inbox.AppendAsync([.. Enumerable.Range(0, 3).Select(i => Make.Entry($"{i}", $"pnr/{i}"))], default);
        var stale = Assert.Single(await inbox.LeaseAsync("h", 1, TimeSpan.FromMilliseconds(1), default));
        var again = await Wait.ForAsync(() => other.LeaseAsync("h", 1, Hour, default), leases => leases.Any(one => one.Lane == stale.Lane));
        var leases = await inbox.LeaseAsync("h", 10, Hour, default);

        var outcomes = await inbox.SettleAsync(
            [.. new[] { stale }.Concat(leases).Select(lease => new SettleRequest(Settlement.Completed(lease, default)))], default);

        Assert.False(outcomes[0].WasHeld);
        Assert.All(outcomes.Skip(1), outcome => Assert.True(outcome.WasHeld));
        Assert.True((await other.SettleAsync(
            Settlement.Completed(again.Single(one => one.Lane == stale.Lane), default), next: null, default)).WasHeld);
    }

    [Fact]
    public async Task Lanes_are_locked_in_the_order_of_their_keys_whatever_the_order_of_the_settlements()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await inbox.AppendAsync([Make.Entry("b", "pnr/2"), Make.Entry("a", "pnr/1")], default);
        var leases = (await inbox.LeaseAsync("h", 10, Hour, default)).OrderByDescending(lease => lease.Delivery.Subject).ToList();
        await using var holder = await _database.ConnectAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand($"SELECT 1 FROM lane WHERE id = {leases[1].Lane} FOR UPDATE", holder))
            await hold.ExecuteScalarAsync();

        var settle = inbox.SettleAsync([.. leases.Select(lease => new SettleRequest(Settlement.Completed(lease, default)))], default);
        await Wait.UntilAsync(async () => (await _database.QueryAsync(Replica.WaitingForLockSql, row => row.GetInt32(0))).Count > 0);
        Assert.Single(await _database.QueryAsync(
            $"SELECT 1 FROM lane WHERE id = {leases[0].Lane} FOR UPDATE SKIP LOCKED", row => row.GetInt32(0)));

        await transaction.RollbackAsync();
        Assert.All(await settle, outcome => Assert.True(outcome.WasHeld));
    }

    [Fact]
    public async Task One_answer_has_only_so_many_bytes_of_bodies_and_at_least_one()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        var body = new string('x', 3 << 20);
        await inbox.AppendAsync([.. Enumerable.Range(0, 3).Select(i => Make.Entry($"{i}", $"pnr/{i}", body: body))], default);
        await inbox.AppendAsync([Make.Entry("large", "pnr/9", body: new string('x', 9 << 20))], default);

        foreach (var expected in (int[])[2, 1, 1, 0])
            Assert.Equal(expected, (await inbox.LeaseAsync("h", 10, Hour, default)).Count);
    }

    private Task<List<long>> LeasedAsync() => _database.QueryAsync("SELECT id FROM lane WHERE leased IS NOT NULL", row => row.GetInt64(0));

    private async Task<PostgreSqlInbox> OpenAsync(AnswerThief thief)
    {
        var inbox = Replica.Create(thief.ConnectionString);
        Assert.True(await inbox.TryOpenAsync(default));

        // Once it listens, a connection that is in the pool stays there: what is sent by it needs no answer first.
        await Wait.UntilAsync(async () => (await _database.QueryAsync(Replica.ListeningSql, row => row.GetInt32(0))).Count == 1);
        await inbox.ProbeAsync(default);
        return inbox;
    }
}
