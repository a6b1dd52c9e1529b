using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.TestLogging;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>What the death of a replica is blamed on: the deliveries whose handlers ran, and no others.</summary>
[NeedsPostgreSql]
public sealed class BegunLeasesTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new(Make.Start);
    private TestDatabase _database = null!;
    private PostgreSqlInbox _inbox = null!;

    public async Task InitializeAsync()
    {
        _database = await TestServer.CreateDatabaseAsync();
        _inbox = await Replica.OpenAsync(_database, clock: _clock);
    }

    public async Task DisposeAsync()
    {
        await _inbox.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_was_handed_over_and_had_not_begun_is_as_new()
    {
        var taker = new TestTaker(places: 9);
        _inbox.HandOverTo(taker);
        await AppendAsync("a", "b", "own");
        Assert.True(await _inbox.BeginAsync(taker.Taken.Single(lease => lease.Delivery.Id == "a")));

        Assert.Equal([("a", 2, 1), ("b", 1, 0), ("own", 1, 0)], await LeaseElsewhereAsync());
        Assert.Equal(["a 1 lost"], await AttemptsAsync());
    }

    [Fact]
    public async Task What_was_leased_to_one_that_says_when_it_begins_and_had_not_begun_is_as_new()
    {
        await AppendAsync("a", "b", "c");
        _inbox.HandOverTo(new TestTaker(places: 0));
        var leases = await _inbox.LeaseAsync("h", 3, Minute, default);
        Assert.True(await _inbox.BeginAsync(leases.Single(lease => lease.Delivery.Id == "a")));
        await _inbox.AppendAsync([Make.Entry("next", "pnr/c", occurred: 1)], default);
        var done = Settlement.Completed(leases.Single(lease => lease.Delivery.Id == "c"), default);
        Assert.NotNull((await _inbox.SettleAsync(done, Minute, default)).Next);

        Assert.Equal([("a", 2, 1), ("b", 1, 0), ("next", 1, 0)], await LeaseElsewhereAsync());
    }

    [Fact]
    public async Task What_had_ended_when_another_began_is_not_blamed()
    {
        var taker = new TestTaker(places: 9);
        _inbox.HandOverTo(taker);
        await AppendAsync("a", "b");
        foreach (var lease in taker.Taken.OrderBy(lease => lease.Delivery.Id))
        {
            Assert.True(await _inbox.BeginAsync(lease));
            if (lease.Delivery.Id == "a")
                _inbox.End(lease);
        }

        Assert.Equal([("a", 1, 0), ("b", 2, 1)], await LeaseElsewhereAsync());
    }

    [Fact]
    public async Task Who_does_not_say_when_it_begins_has_begun_with_the_lease()
    {
        await AppendAsync("a");
        await _inbox.LeaseAsync("h", 1, Minute, default);

        Assert.Equal([("a", 2, 1)], await LeaseElsewhereAsync());
    }

    [Fact]
    public async Task A_lease_of_an_older_release_has_begun_whoever_held_the_lane_before()
    {
        var taker = new TestTaker(places: 9);
        _inbox.HandOverTo(taker);
        await AppendAsync("before", "a");
        await _inbox.BeginAsync(taker.Taken.Single(lease => lease.Delivery.Id == "before"));
        // It leases a lane anew, and knows nothing of holders.
        await _database.ExecuteAsync("UPDATE lane SET token = token + 1 WHERE subject = 'pnr/a'");

        Assert.Contains(("a", 2, 1), await LeaseElsewhereAsync(lost: 1));
    }

    [Fact]
    public async Task Where_nobody_knows_what_had_begun_all_of_it_had()
    {
        var taker = new TestTaker(places: 9);
        _inbox.HandOverTo(taker);
        await AppendAsync("a");
        await _inbox.BeginAsync(taker.Taken[0]);
        await _database.ExecuteAsync("TRUNCATE begun"); // as after a crash of the server

        Assert.Equal([("a", 2, 1)], await LeaseElsewhereAsync());
    }

    [Fact]
    public async Task Work_begins_even_where_that_cannot_be_noted_which_is_told_once_as_is_its_end()
    {
        var logger = new ListLogger<PostgreSqlInbox>();
        await using var inbox = await Replica.OpenAsync(_database, clock: _clock, log: logger);
        var taker = new TestTaker(places: 9);
        inbox.HandOverTo(taker);
        await inbox.AppendAsync([Make.Entry("a", "pnr/a"), Make.Entry("b", "pnr/b"), Make.Entry("c", "pnr/c")], default);

        await _database.ExecuteAsync("ALTER TABLE begun RENAME TO elsewhere");
        Assert.True(await inbox.BeginAsync(taker.Taken[0]));
        Assert.True(await inbox.BeginAsync(taker.Taken[1]));
        await _database.ExecuteAsync("ALTER TABLE elsewhere RENAME TO begun");
        Assert.True(await inbox.BeginAsync(taker.Taken[2]));

        var lines = logger.Lines.Where(line => line.Text.Contains("which deliveries are handled", StringComparison.Ordinal)).ToList();
        Assert.Equal([LogLevel.Warning, LogLevel.Information], lines.Select(line => line.Level));
        Assert.Contains("1 more failures", lines[1].Text, StringComparison.Ordinal);
    }

    private async Task AppendAsync(params string[] ids) =>
        await _inbox.AppendAsync([.. ids.Select(id => Make.Entry(id, id == "own" ? null : $"pnr/{id}"))], default);

    /// <summary>Lets the leases run out, and leases all again.</summary>
    /// <param name="lost">How many of the leases to skip: two suspects are not leased at a time.</param>
    private async Task<List<(string Id, int Attempt, int Lost)>> LeaseElsewhereAsync(int lost = 0)
    {
        _clock.Advance(2 * Minute);
        await using var other = await Replica.OpenAsync(_database, clock: _clock);
        var leases = new List<Lease>(await other.LeaseAsync("h", 10, Minute, default));
        for (; lost > 0; lost--)
        {
            foreach (var suspect in leases.Where(lease => lease.IsSuspect).ToList())
                await other.SettleAsync(Settlement.Completed(suspect, default), null, default);
            _clock.Advance(Lease.SuspectPause);
            leases.AddRange(await other.LeaseAsync("h", 10, Minute, default));
        }

        return [.. leases.Select(lease => (lease.Delivery.Id, lease.Attempt, lease.LostAttempts)).Order()];
    }

    private Task<List<string>> AttemptsAsync() => _database.QueryAsync(
        "SELECT concat_ws(' ', delivery.id, number, outcome) FROM attempt JOIN delivery ON delivery.seq = attempt.delivery",
        row => row.GetString(0));
}
