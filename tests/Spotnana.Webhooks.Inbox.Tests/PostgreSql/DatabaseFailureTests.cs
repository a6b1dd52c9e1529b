using Microsoft.Extensions.Logging;
using Npgsql;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.TestLogging;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>Calls that the database refuses, cuts off or keeps waiting while the server is up.</summary>
[NeedsPostgreSql]
public sealed class DatabaseFailureTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Connections_that_are_cut_are_made_anew()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => inbox.ProbeAsync(default))); // several in the pool
            await _database.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

            await Wait.SucceedsAsync(() => inbox.AppendAsync([Make.Entry($"{round}")], default), Replica.IsUnavailable);
        }

        Assert.Equal(3, (await inbox.ListAsync(DeliveryFilter.All, 10, null, default)).Deliveries.Count);
    }

    [Fact]
    public async Task An_exhausted_pool_is_reported_as_unavailable_and_passes()
    {
        // One of the two listens.
        await using var inbox = await Replica.OpenAsync(_database, more: "Maximum Pool Size=2;Timeout=1");
        await Wait.UntilAsync(async () => (await _database.QueryAsync(Replica.ListeningSql, row => row.GetInt32(0))).Count == 1);
        await using var blocker = await BlockAsync();
        var held = inbox.AppendAsync([Make.Entry("a")], default);

        await Assert.ThrowsAsync<InboxUnavailableException>(() => inbox.AppendAsync([Make.Entry("b")], default));

        await blocker.DisposeAsync();
        Assert.Equal([AppendOutcome.Stored], await held);
        Assert.Equal([AppendOutcome.Stored], await inbox.AppendAsync([Make.Entry("b")], default));
    }

    [Fact]
    public async Task A_statement_timeout_stores_nothing_of_the_batch_and_passes()
    {
        await _database.ExecuteAsync(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = ''300ms''', current_database()); END $$");
        await using var inbox = await Replica.OpenAsync(_database);
        await using (await BlockAsync())
        {
            var failure = await Assert.ThrowsAsync<InboxUnavailableException>(
                () => inbox.AppendAsync([Make.Entry("a"), Make.Entry("b", null)], default));
            Assert.Contains("57014", failure.Message, StringComparison.Ordinal);
        }

        Assert.Empty((await inbox.ListAsync(DeliveryFilter.All, 10, null, default)).Deliveries);
        Assert.Equal(
            [AppendOutcome.Stored, AppendOutcome.Stored], await inbox.AppendAsync([Make.Entry("a"), Make.Entry("b", null)], default));
    }

    [Fact]
    public async Task An_answer_that_is_late_is_not_waited_for()
    {
        await using var inbox = await Replica.OpenAsync(_database, more: "Command Timeout=1");
        await using (await BlockAsync())
            await Assert.ThrowsAsync<InboxUnavailableException>(() => inbox.AppendAsync([Make.Entry("a")], default));

        Assert.Equal(
            [AppendOutcome.Stored],
            await Wait.SucceedsAsync(() => inbox.AppendAsync([Make.Entry("a")], default), Replica.IsUnavailable));
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_is_unavailable_until_it_does()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await _database.ExecuteAsync(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON payload EXECUTE FUNCTION refuse();
            """);

        var failure = await Assert.ThrowsAsync<InboxUnavailableException>(() => inbox.AppendAsync([Make.Entry("a")], default));

        Assert.Equal("The inbox database does not work for now: no space left on device (SQLSTATE 53100)", failure.Message);
        await _database.ExecuteAsync("DROP TRIGGER full_disk ON payload");
        Assert.Equal([AppendOutcome.Stored], await inbox.AppendAsync([Make.Entry("a")], default));
    }

    [Fact]
    public async Task What_the_database_does_not_take_is_parked_alone_and_its_neighbours_are_stored()
    {
        var log = new ListLogger<PostgreSqlInbox>();
        await using var inbox = Replica.Create(_database.ConnectionString, log: log);
        Assert.True(await inbox.TryOpenAsync(default));
        var random = new Random(1);
        var tooLong = new string([.. Enumerable.Range(0, 9000).Select(_ => (char)random.Next(0x4E00, 0x9FFF))]); // no index takes it
        await _database.ExecuteAsync(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '23514'; END $$;
            CREATE TRIGGER picky BEFORE INSERT ON delivery FOR EACH ROW WHEN (new.id = 'never') EXECUTE FUNCTION refuse();
            """);

        var outcomes = await inbox.AppendAsync(
            [
                .. Enumerable.Range(0, 20).Select(i => Make.Entry($"{i}", $"pnr/{i}")), Make.Entry("long", tooLong), Make.Entry("never"),
                Make.Entry(Make.Delivery("half", operation: "a\uD800")), Make.Entry("nul", "a\0"), Make.Entry("nul", body: "other"),
                Make.Entry("last", "pnr/last"),
            ],
            default);

        Assert.Equal(
            [
                .. Enumerable.Repeat(AppendOutcome.Stored, 20), AppendOutcome.Parked, AppendOutcome.Refused, AppendOutcome.Parked,
                AppendOutcome.Parked,
                AppendOutcome.Conflict, AppendOutcome.Stored,
            ],
            outcomes);
        Assert.Equal(21, (await inbox.LeaseAsync("h", 100, Minute, default)).Count);
        Assert.Equal(
            ["half", "long", "nul"],
            (await inbox.ListAsync(new() { Reason = DeadReason.Unreadable }, 10, null, default)).Deliveries.Select(row => row.Id).Order());
        Assert.Equal(4, log.Lines.Count(line => line.Text.Contains("without its routing columns", StringComparison.Ordinal)));
        Assert.Single(log.Lines, line => line.Level == LogLevel.Error);
        Assert.DoesNotContain(log.Lines, line => line.Text.Contains(tooLong[..50], StringComparison.Ordinal));
        Assert.Equal([AppendOutcome.Duplicate], await inbox.AppendAsync([Make.Entry("nul", "a\0")], default));
    }

    [Fact]
    public async Task A_question_that_no_row_can_answer_is_no_failure()
    {
        await using var inbox = await Replica.OpenAsync(_database);

        Assert.Empty((await inbox.ListAsync(new() { Subject = "a\0" }, 10, null, default)).Deliveries);
        Assert.Empty(await inbox.FindAsync("a\0", null, default));
        Assert.Equal(
            new RedriveTotals(0, 0, 0),
            await inbox.RedriveAsync(new DeliveryFilter { Handler = "\uD800" }, false, delivery => new(delivery, []), default));
    }

    [Fact]
    public async Task A_commit_is_durable_whatever_the_server_is_set_to()
    {
        await _database.ExecuteAsync(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$");
        await using var inbox = await Replica.OpenAsync(_database);
        await _database.ExecuteAsync(
            """
            CREATE TABLE seen (setting text);
            CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
            CREATE TRIGGER look AFTER INSERT ON delivery EXECUTE FUNCTION look();
            """);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => inbox.AppendAsync([Make.Entry($"{i}", $"pnr/{i}")], default)));

        Assert.Equal(["on"], await _database.QueryAsync("SELECT DISTINCT setting FROM seen", row => row.GetString(0)));
    }

    [Fact]
    public async Task Each_statement_sees_what_was_committed_before_it_whatever_the_server_is_set_to()
    {
        await _database.ExecuteAsync(
            "DO $$ BEGIN EXECUTE format("
            + "'ALTER DATABASE %I SET default_transaction_isolation = ''repeatable read''', current_database()); END $$");
        await using var inbox = await Replica.OpenAsync(_database);
        await inbox.AppendAsync([Make.Entry("a", occurred: 1)], default);
        var lease = Assert.Single(await inbox.LeaseAsync("h", 1, TimeSpan.FromMinutes(1), default));

        // The settlement waits for the lane, which gets more to do meanwhile.
        await using var other = await _database.ConnectAsync();
        await other.RunAsync(default, Step.Begin, new("SELECT 1 FROM lane FOR UPDATE") { Row = _ => { } });
        var settle = inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default);
        await Wait.UntilAsync(async () => (await _database.QueryAsync(Replica.WaitingForLockSql, row => row.GetInt32(0))).Count > 0);
        await other.RunAsync(
            default,
            new(
                "INSERT INTO delivery SELECT 100, subscription, 'b', copy, sha256, event_type, operation, organization_id, subject, "
                + "version, occurred_at, sent_at, received_at, stored_at, trace_id, span_id, bytes, state, reason FROM delivery"),
            new("INSERT INTO payload SELECT 100, codec, key_id, body FROM payload"),
            new("INSERT INTO handling SELECT 100, handler, lane, occurred_at, received_at, due_at, 0 FROM handling"),
            Step.Commit);

        Assert.True((await settle).WasHeld);
        Assert.Equal("b", Assert.Single(await inbox.LeaseAsync("h", 1, TimeSpan.FromMinutes(1), default)).Delivery.Id);
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_holds_up_its_own_lane_and_is_counted()
    {
        var log = new ListLogger<PostgreSqlInbox>();
        await using var inbox = Replica.Create(_database.ConnectionString, log: log);
        Assert.True(await inbox.TryOpenAsync(default));
        await inbox.AppendAsync(
            [
                Make.Entry("newer", "pnr/1"), Make.Entry("gone", "pnr/2"), Make.Entry("before", "pnr/3", occurred: 1),
                Make.Entry("after", "pnr/3", occurred: 2),
                Make.Entry("whole", "pnr/4"),
            ],
            default);
        await _database.ExecuteAsync(
            "UPDATE payload SET codec = 99 WHERE seq IN (SELECT seq FROM delivery WHERE id IN ('newer', 'after'))");
        await _database.ExecuteAsync("DELETE FROM payload WHERE seq = (SELECT seq FROM delivery WHERE id = 'gone')");

        var leases = await inbox.LeaseAsync("h", 10, TimeSpan.FromMinutes(1), default);

        Assert.Equal(["before", "whole"], leases.Select(lease => lease.Delivery.Id).Order());
        var before = leases.Single(lease => lease.Delivery.Id == "before");
        Assert.Equal(
            new SettleOutcome(WasHeld: true),
            await inbox.SettleAsync(Settlement.Completed(before, default), TimeSpan.FromMinutes(1), default));
        Assert.StartsWith("Handler h cannot be given ", Assert.Single(log.At(LogLevel.Error)), StringComparison.Ordinal);
        var stats = await inbox.ReadStatsAsync(default);
        Assert.Equal((0, 3), (stats.MissingKey, stats.Damaged));

        // They are not due again at once, so nobody looks at them over and over.
        Assert.Empty(await inbox.LeaseAsync("h", 10, TimeSpan.FromMinutes(1), default));
        Assert.Equal(
            [4, 4, 4],
            await _database.QueryAsync(
                "SELECT floor(extract(epoch FROM due_at - now()) / 60)::int FROM lane WHERE leased IS NULL AND due_at IS NOT NULL",
                row => row.GetInt32(0)));
    }

    [Fact]
    public async Task A_commit_whose_durability_is_only_warned_about_is_not_answered()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await _database.ExecuteAsync(
            """
            CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'canceling wait for synchronous replication due to user request'; RETURN NULL; END $$;
            CREATE TRIGGER warn AFTER INSERT ON delivery EXECUTE FUNCTION warn();
            """);

        await Assert.ThrowsAsync<InboxUnavailableException>(() => inbox.AppendAsync([Make.Entry("a")], default));

        await _database.ExecuteAsync("DROP TRIGGER warn ON delivery");
        Assert.Equal([AppendOutcome.Duplicate], await inbox.AppendAsync([Make.Entry("a")], default));
    }

    [Fact]
    public async Task A_server_that_does_not_sync_is_warned_about()
    {
        var log = new ListLogger<PostgreSqlInbox>();
        await using var inbox = Replica.Create(_database.ConnectionString, log: log);

        Assert.True(await inbox.TryOpenAsync(default));

        var isSafe = (await _database.QueryAsync("SHOW fsync", row => row.GetString(0)))[0] == "on";
        Assert.Equal(
            isSafe ? 0 : 1,
            log.Lines.Count(line => line.Level == LogLevel.Warning && line.Text.Contains("fsync = off", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Database=no_such_database")]
    [InlineData("Username=no_such_role_hunter2")]
    public async Task What_waiting_cannot_fix_stops_the_start(string more)
    {
        await using var inbox = Replica.Create($"{_database.ConnectionString};{more};Password=hunter2");

        var failure = await Assert.ThrowsAsync<InboxStartException>(() => inbox.TryOpenAsync(default));

        Assert.Contains(
            "Fix Inbox:PostgreSql:ConnectionString (or Inbox:PostgreSql:ConnectionStringFile)", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("=hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Makes every append wait until it is disposed of.</summary>
    private async Task<NpgsqlConnection> BlockAsync()
    {
        var connection = await _database.ConnectAsync();
        await connection.RunAsync(default, Step.Begin, new("LOCK TABLE delivery IN ACCESS EXCLUSIVE MODE"));
        return connection;
    }
}
