using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>A commit whose answer gets lost on its way.</summary>
[NeedsPostgreSql]
public sealed class LostAnswerTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task What_may_or_may_not_be_stored_is_not_answered_and_found_as_a_duplicate_when_it_comes_again()
    {
        await using var thief = new AnswerThief(_database.ConnectionString);
        await using var inbox = await OpenAsync(thief);
        thief.Steals = true;
        var append = inbox.AppendAsync([Make.Entry("a")], default);
        await Wait.UntilAsync(async () => (await _database.QueryAsync("SELECT 1 FROM delivery", row => row.GetInt32(0))).Count > 0);
        Assert.False(append.IsCompleted);

        thief.HangUp();
        await Assert.ThrowsAsync<InboxUnavailableException>(() => append);

        thief.Steals = false;
        Assert.Equal(
            [AppendOutcome.Duplicate],
            await Wait.SucceedsAsync(() => inbox.AppendAsync([Make.Entry("a")], default), Replica.IsUnavailable));
        Assert.Equal(1, Assert.Single(await inbox.LeaseAsync("h", 10, Hour, default)).Attempt);
    }

    [Fact]
    public async Task A_settlement_that_comes_again_after_a_lost_answer_is_known_and_its_lane_goes_on()
    {
        await using var thief = new AnswerThief(_database.ConnectionString);
        await using var inbox = await OpenAsync(thief);
        await inbox.AppendAsync([Make.Entry("a", occurred: 1), Make.Entry("b", occurred: 2)], default);
        var settlement = Settlement.Completed(Assert.Single(await inbox.LeaseAsync("h", 10, Hour, default)), default);
        thief.Steals = true;
        var settle = inbox.SettleAsync(settlement, next: null, default);
        await AttemptsAreRecordedAsync(1);

        await HangUpAsync(thief, settle);

        Assert.Equal(
            new SettleOutcome(WasHeld: true),
            await Wait.SucceedsAsync(() => inbox.SettleAsync(settlement, next: null, default), Replica.IsUnavailable));
        Assert.Equal(["completed"], await _database.QueryAsync("SELECT outcome FROM attempt", row => row.GetString(0)));
        Assert.Equal("b", Assert.Single(await inbox.LeaseAsync("h", 10, Hour, default)).Delivery.Id);
    }

    [Fact]
    public async Task What_was_leased_by_a_settlement_whose_answer_is_lost_is_given_back_and_has_lost_no_attempt()
    {
        await using var thief = new AnswerThief(_database.ConnectionString);
        await using var inbox = await OpenAsync(thief);
        await inbox.AppendAsync([Make.Entry("a", occurred: 1), Make.Entry("b", occurred: 2)], default);
        var settlement = Settlement.Completed(Assert.Single(await inbox.LeaseAsync("h", 10, Hour, default)), default);
        thief.Steals = true;
        var settle = inbox.SettleAsync(settlement, Hour, default);
        await AttemptsAreRecordedAsync(1);

        await HangUpAsync(thief, settle);

        Assert.True((await Wait.SucceedsAsync(() => inbox.SettleAsync(settlement, Hour, default), Replica.IsUnavailable)).WasHeld);
        await IsLeasedAgainAsync(inbox, "b");
    }

    [Fact]
    public async Task What_was_leased_without_an_answer_is_given_back_and_has_lost_no_attempt()
    {
        await using var thief = new AnswerThief(_database.ConnectionString);
        await using var inbox = await OpenAsync(thief);
        await inbox.AppendAsync([Make.Entry("a")], default);
        thief.StealsFromCommit = true;
        var leasing = inbox.LeaseAsync("h", 10, Hour, default);
        await Wait.UntilAsync(
            async () => (await _database.QueryAsync("SELECT 1 FROM lane WHERE leased IS NOT NULL", row => row.GetInt32(0))).Count > 0);

        await HangUpAsync(thief, leasing);

        await IsLeasedAgainAsync(inbox, "a");
    }

    private Task AttemptsAreRecordedAsync(int count) =>
        Wait.UntilAsync(async () => (await _database.QueryAsync("SELECT 1 FROM attempt", row => row.GetInt32(0))).Count == count);

    private static async Task HangUpAsync(AnswerThief thief, Task call)
    {
        Assert.False(call.IsCompleted);
        thief.HangUp();
        await Assert.ThrowsAsync<InboxUnavailableException>(() => call);
        (thief.Steals, thief.StealsFromCommit) = (false, false);
    }

    /// <summary>Though the lease that nobody knows of lasts longer than anybody waits.</summary>
    private static async Task IsLeasedAgainAsync(Spotnana.Webhooks.PostgreSql.PostgreSqlInbox inbox, string id)
    {
        var leases = await Wait.ForAsync(
            () => Wait.SucceedsAsync(() => inbox.LeaseAsync("h", 10, Hour, default), Replica.IsUnavailable),
            given => given.Count > 0);
        Assert.Equal((id, 1, 0), (leases[0].Delivery.Id, leases[0].Attempt, leases[0].LostAttempts));
    }

    private async Task<Spotnana.Webhooks.PostgreSql.PostgreSqlInbox> OpenAsync(AnswerThief thief)
    {
        var inbox = Replica.Create(thief.ConnectionString);
        Assert.True(await inbox.TryOpenAsync(default));

        // Once it listens, a connection that is in the pool stays there: what is sent by it needs no answer first.
        await Wait.UntilAsync(async () => (await _database.QueryAsync(Replica.ListeningSql, row => row.GetInt32(0))).Count == 1);
        await inbox.ProbeAsync(default);
        return inbox;
    }
}
