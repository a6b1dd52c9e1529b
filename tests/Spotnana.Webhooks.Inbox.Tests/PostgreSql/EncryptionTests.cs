using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.TestLogging;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>What an encrypted inbox database shows, and what becomes of bodies whose key is missing.</summary>
[NeedsPostgreSql]
public sealed class EncryptionTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new(Make.Start);
    private readonly ListLogger<PostgreSqlInbox> _log = new();
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Every_body_is_encrypted_with_the_first_key()
    {
        using var keys = new TestKeys("a", "b");
        await using var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("small", "pnr/1", body: "passport")], default);
        await inbox.AppendAsync([Make.Entry("large", "pnr/2", body: new string('x', 5000))], default);
        await inbox.AppendAsync([Make.Entry("large", "pnr/2", body: new string('y', 5000))], default);

        Assert.Equal(
            [(16, TestKeys.Id("a"), false), (17, TestKeys.Id("a"), false), (17, TestKeys.Id("a"), false)],
            await _database.QueryAsync(
                "SELECT codec, key_id, position('passport'::bytea IN body) > 0 FROM payload ORDER BY seq",
                row => ((int)row.GetInt16(0), row.GetString(1), row.GetBoolean(2))));
        var leases = await LeaseAsync(inbox);
        Assert.Equal([8, 5000], leases.Select(lease => lease.Delivery.Body.Length));
    }

    [Fact]
    public async Task A_body_whose_key_is_missing_holds_up_its_own_lane_and_is_told_until_the_key_is_back()
    {
        using var keys = new TestKeys("lost");
        await using var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("before", "pnr/1")], default);
        await inbox.AppendAsync([Make.Entry("held", "pnr/1", occurred: 9), Make.Entry("held too", "pnr/3")], default);
        var before = (await LeaseAsync(inbox)).Single(lease => lease.Delivery.Id == "before");
        await inbox.SettleAsync(Settlement.Completed(before, default), null, default);
        _clock.Advance(2 * Minute);
        keys.Change("other");
        await inbox.AppendAsync([Make.Entry("goes", "pnr/2")], default);

        Assert.Equal(["goes"], (await LeaseAsync(inbox)).Select(lease => lease.Delivery.Id));
        Assert.Contains(TestKeys.Id("lost"), Assert.Single(_log.At(LogLevel.Error)), StringComparison.Ordinal); // one line a minute
        Assert.Equal(2, (await inbox.ReadStatsAsync(default)).MissingKey);

        keys.Change("other", "lost");
        _clock.Advance(5 * Minute);
        Assert.Contains("held", (await LeaseAsync(inbox)).Select(lease => lease.Delivery.Id));
        Assert.Equal(0, (await inbox.ReadStatsAsync(default)).MissingKey);
        Assert.Contains("All waiting bodies can be read again", _log.At(LogLevel.Information));
    }

    [Fact]
    public async Task A_lane_that_comes_to_a_body_whose_key_is_missing_waits_and_spends_nothing()
    {
        using var keys = new TestKeys("lost");
        await using var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("first", "pnr/1")], default);
        await inbox.AppendAsync([Make.Entry("held", "pnr/1", occurred: 9)], default);
        var first = Assert.Single(await LeaseAsync(inbox));
        keys.Change("other");

        var settled = await inbox.SettleAsync(Settlement.Completed(first, default), Minute, default);

        Assert.Equal(new SettleOutcome(WasHeld: true), settled);
        Assert.Equal(1, (await inbox.ReadStatsAsync(default)).MissingKey);
        var held = Assert.Single(Assert.Single(await inbox.FindAsync("held", "s", default)).Delivery.Handlings);
        Assert.Equal((HandlingState.Pending, 0), (held.State, held.Attempts));

        keys.Change("other", "lost");
        _clock.Advance(5 * Minute);
        var again = Assert.Single(await LeaseAsync(inbox));
        Assert.Equal(("held", 1, 0), (again.Delivery.Id, again.Attempt, again.LostAttempts));
    }

    [Theory]
    [InlineData("body = (SELECT body FROM payload ORDER BY seq LIMIT 1 OFFSET 1)")]
    [InlineData("codec = codec - 16")]
    [InlineData("key_id = NULL")]
    public async Task A_body_that_was_changed_or_put_in_the_place_of_another_is_not_handed_out(string change)
    {
        using var keys = new TestKeys("a");
        await using var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("a", "pnr/1"), Make.Entry("b", "pnr/2")], default);
        await _database.ExecuteAsync($"UPDATE payload SET {change} WHERE seq = (SELECT min(seq) FROM payload)");

        Assert.Equal(["b"], (await LeaseAsync(inbox)).Select(lease => lease.Delivery.Id));
        Assert.Single(_log.At(LogLevel.Error));
    }

    [Fact]
    public async Task A_start_without_any_key_is_refused()
    {
        using (var keys = new TestKeys("a"))
        {
            await using var inbox = await OpenAsync(keys.Keys);
            await inbox.AppendAsync([Make.Entry("a")], default);
        }

        await using (var without = Create())
        {
            var refused = await Assert.ThrowsAsync<InboxStartException>(() => without.TryOpenAsync(default));
            Assert.Contains("Inbox:EncryptionKeyFile", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal([1], await _database.QueryAsync("SELECT count(*) FROM payload WHERE key_id IS NOT NULL", row => row.GetInt64(0)));
        Assert.Equal([0], await _database.QueryAsync("SELECT attempts FROM handling", row => row.GetInt32(0)));

        await _database.ExecuteAsync("DELETE FROM payload");
        await using var again = await OpenAsync(); // where no body is encrypted any more, no key is needed
    }

    private static Task<IReadOnlyList<Lease>> LeaseAsync(PostgreSqlInbox inbox) => inbox.LeaseAsync("h", 10, Minute, default);

    private PostgreSqlInbox Create(EncryptionKeys? keys = null) => new(
        new PostgreSqlInboxOptions { ConnectionString = _database.ConnectionString }, TimeProvider.System, _log, new InboxClock(_clock),
        keys);

    private async Task<PostgreSqlInbox> OpenAsync(EncryptionKeys? keys = null)
    {
        var inbox = Create(keys);
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }
}
