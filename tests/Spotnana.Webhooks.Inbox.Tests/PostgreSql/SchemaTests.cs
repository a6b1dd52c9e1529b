using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Schema;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

[NeedsPostgreSql]
public sealed class SchemaTests : IAsyncLifetime
{
    private readonly string _role = $"runner_{Guid.NewGuid():n}";
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_release_works_on_the_tables_of_the_next_one_that_still_allows_it()
    {
        await (await Replica.OpenAsync(_database)).DisposeAsync();
        await _database.ExecuteAsync(
            """
            UPDATE meta SET value = '7' WHERE key = 'schema_version';
            ALTER TABLE delivery ADD COLUMN added_later text;
            ALTER TABLE handling ADD COLUMN added_later integer NOT NULL DEFAULT 7;
            """);

        await using var inbox = await Replica.OpenAsync(_database);

        Assert.Equal([AppendOutcome.Stored], await inbox.AppendAsync([Make.Entry("a")], default));
        var lease = Assert.Single(await inbox.LeaseAsync("h", 1, TimeSpan.FromMinutes(1), default));
        Assert.True((await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);
        Assert.Equal(["7"], await _database.QueryAsync("SELECT value FROM meta WHERE key = 'schema_version'", row => row.GetString(0)));
    }

    [Fact]
    public async Task The_tables_of_the_first_release_are_brought_up_to_date_and_keep_what_they_hold()
    {
        await _database.ExecuteAsync(
            $"""
            CREATE SCHEMA spotnana_webhooks;
            {SchemaScript.Version1}
            INSERT INTO meta VALUES ('schema_version', '1'), ('oldest_reader_version', '1');
            INSERT INTO pause VALUES ('h', now());
            """);

        await using var inbox = await Replica.OpenAsync(_database);

        Assert.Equal([AppendOutcome.Stored], await inbox.AppendAsync([Make.Entry("a")], default));
        Assert.Empty(await inbox.LeaseAsync("h", 1, TimeSpan.FromMinutes(1), default));
        Assert.Equal(
            default, await inbox.PruneAsync(new Retention(TimeSpan.FromDays(1), TimeSpan.FromDays(1), TimeSpan.FromDays(1)), 10, default));
        Assert.Equal(
            ["1", "6"],
            await _database.QueryAsync("SELECT value FROM meta WHERE key LIKE '%version' ORDER BY value", row => row.GetString(0)));
    }

    [Fact]
    public async Task Tables_that_only_newer_releases_understand_are_refused_and_left_alone()
    {
        await (await Replica.OpenAsync(_database)).DisposeAsync();
        await _database.ExecuteAsync("UPDATE meta SET value = '7' WHERE key IN ('schema_version', 'oldest_reader_version')");

        await using var inbox = Replica.Create(_database.ConnectionString);
        var failure = await Assert.ThrowsAsync<InboxStartException>(() => inbox.TryOpenAsync(default));

        Assert.Equal(
            "The inbox database has schema version 7, which only releases that know version 7 can use; this one knows version 6. "
                + "Start the newer release again. Nothing was changed.",
            failure.Message);
    }

    [Fact]
    public async Task A_schema_of_another_program_is_refused()
    {
        await _database.ExecuteAsync("CREATE SCHEMA spotnana_webhooks; CREATE TABLE spotnana_webhooks.meta (key text, value text)");

        await using var inbox = Replica.Create(_database.ConnectionString);
        var failure = await Assert.ThrowsAsync<InboxStartException>(() => inbox.TryOpenAsync(default));

        Assert.Contains("Search Path", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        await _database.ExecuteAsync("CREATE SCHEMA spotnana_webhooks; CREATE TABLE spotnana_webhooks.pause (other text)");

        await using var inbox = Replica.Create(_database.ConnectionString);
        var failure = await Assert.ThrowsAsync<InboxStartException>(() => inbox.TryOpenAsync(default));

        Assert.Contains("\"pause\" already exists", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["pause"], await _database.QueryAsync(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'spotnana_webhooks'", row => row.GetString(0)));
    }

    [Fact]
    public async Task Two_inboxes_can_share_a_database_in_schemas_of_their_own()
    {
        await using var one = await Replica.OpenAsync(_database);
        await using var other = await Replica.OpenAsync(_database, more: "Search Path=other");

        await one.AppendAsync([Make.Entry("a")], default);

        Assert.Equal([AppendOutcome.Stored], await other.AppendAsync([Make.Entry("a")], default));
        Assert.Single(await other.LeaseAsync("h", 10, TimeSpan.FromMinutes(1), default));
    }

    [Fact]
    public async Task A_role_that_may_only_read_and_write_rows_runs_what_the_owner_has_migrated()
    {
        await _database.ExecuteAsync($"CREATE ROLE {_role} LOGIN PASSWORD 'p'");
        try
        {
            await using (var early = Replica.Create($"{_database.ConnectionString};Username={_role};Password=p"))
            {
                var failure = await Assert.ThrowsAsync<InboxStartException>(() => early.TryOpenAsync(default));
                Assert.Contains("the first start of a release needs the schema's owner", failure.Message, StringComparison.Ordinal);
            }

            await (await Replica.OpenAsync(_database)).DisposeAsync();
            await _database.ExecuteAsync(
                $"""
                GRANT USAGE ON SCHEMA spotnana_webhooks TO {_role};
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA spotnana_webhooks TO {_role};
                GRANT USAGE ON ALL SEQUENCES IN SCHEMA spotnana_webhooks TO {_role};
                """);
            await using var inbox = await Replica.OpenAsync(_database, more: $"Username={_role};Password=p");
            await UseAsync(inbox);
            await Assert.ThrowsAsync<Npgsql.PostgresException>(
                () => _database.ExecuteAsync($"SET ROLE {_role}; DROP TABLE spotnana_webhooks.payload"));
        }
        finally
        {
            await _database.ExecuteAsync($"DROP OWNED BY {_role}; DROP ROLE {_role}");
        }
    }

    private static async Task UseAsync(PostgreSqlInbox inbox)
    {
        await inbox.ProbeAsync(default);
        await inbox.AppendAsync(
            [Make.Entry("a"), Make.Entry("a", body: "other"), Make.Entry("b", null), Make.Unhandled(Make.Delivery("u"))], default);
        foreach (var lease in await inbox.LeaseAsync("h", 10, TimeSpan.FromMinutes(1), default))
        {
            Assert.True(await inbox.RenewAsync(lease, TimeSpan.FromMinutes(1), default));
            await inbox.SettleAsync(Settlement.Completed(lease, default), TimeSpan.FromMinutes(1), default);
        }

        Assert.True(await inbox.PauseAsync("h", default));
        Assert.True(await inbox.ResumeAsync("h", default));
        var redriven = 0L;
        foreach (var state in (DeliveryState?[])[DeliveryState.Completed, DeliveryState.Unhandled, null])
            redriven += (await inbox.RedriveAsync(new() { State = state }, false, delivery => new(delivery, ["h"]), default)).Deliveries;
        Assert.Equal(4, redriven);
        Assert.Equal(4, (await inbox.DiscardAsync("h", default)).Discarded);
        Assert.Equal(4, (await inbox.ReadSummaryAsync(default)).Deliveries[DeliveryState.Dead]);
        await inbox.ReadStatsAsync(default);
    }
}
