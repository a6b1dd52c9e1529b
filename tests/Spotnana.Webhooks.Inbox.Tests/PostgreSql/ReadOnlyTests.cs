using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>A database that can be read and not written is found out by the probe, before the first delivery.</summary>
[NeedsPostgreSql]
public sealed class ReadOnlyTests : IAsyncLifetime
{
    private readonly string _role = $"reader_{Guid.NewGuid():n}";
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await TestServer.CreateDatabaseAsync();
        await (await Replica.OpenAsync(_database)).DisposeAsync();
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_session_that_may_only_read()
    {
        await using var inbox = await Replica.OpenAsync(_database, more: "Options=-c default_transaction_read_only=on");

        var failure = await Assert.ThrowsAsync<InboxUnavailableException>(() => inbox.ProbeAsync(default));

        Assert.Contains("read-only transaction", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_may_only_read_or_not_write_everything_and_then_may()
    {
        await _database.ExecuteAsync(
            $"""
            CREATE ROLE {_role} LOGIN PASSWORD 'p';
            GRANT USAGE ON SCHEMA spotnana_webhooks TO {_role};
            GRANT SELECT ON ALL TABLES IN SCHEMA spotnana_webhooks TO {_role};
            """);
        try
        {
            await using var inbox = await Replica.OpenAsync(_database, more: $"Username={_role};Password=p");
            await FailsAsync("permission denied for table meta");

            await _database.ExecuteAsync($"GRANT INSERT, UPDATE ON spotnana_webhooks.meta, spotnana_webhooks.lane TO {_role}");
            await FailsAsync("may not write to attempt, delivery, delivery_seq, delivery_tally, handling, lane_id, payload, tally");

            await _database.ExecuteAsync(
                $"""
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA spotnana_webhooks TO {_role};
                GRANT USAGE ON ALL SEQUENCES IN SCHEMA spotnana_webhooks TO {_role};
                """);
            await inbox.ProbeAsync(default);

            async Task FailsAsync(string why)
            {
                var failure = await Assert.ThrowsAsync<InboxUnavailableException>(() => inbox.ProbeAsync(default));
                Assert.Contains(why, failure.Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            await _database.ExecuteAsync($"DROP OWNED BY {_role}; DROP ROLE {_role}");
        }
    }
}
