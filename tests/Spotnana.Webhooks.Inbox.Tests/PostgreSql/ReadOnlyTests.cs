using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.TestLogging;
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
        await CreateReaderAsync();
        try
        {
            await using var inbox = await Replica.OpenAsync(_database, more: AsReader);
            await FailsAsync(MayWriteNothing);

            await _database.ExecuteAsync($"GRANT INSERT, UPDATE ON spotnana_webhooks.meta, spotnana_webhooks.lane TO {_role}");
            await FailsAsync("may not write to attempt, delivery, delivery_seq, delivery_tally, handling, lane_id, payload, tally");

            await LetWriteAsync();
            await inbox.ProbeAsync(default);

            async Task FailsAsync(string why)
            {
                var failure = await Assert.ThrowsAsync<InboxUnavailableException>(() => inbox.ProbeAsync(default));
                Assert.Contains(why, failure.Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            await DropReaderAsync();
        }
    }

    [Fact]
    public async Task A_service_whose_role_may_only_read_starts_says_once_why_it_stores_nothing_and_works_as_soon_as_the_role_may_write()
    {
        await CreateReaderAsync();
        try
        {
            var log = new ListLogger<InboxWriter>();
            var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Subscriptions:spotnana:Secrets:0"] = "whsec_c3BvdG5hbmEtd2ViaG9va3MtcmVhZC1vbmx5LXRlc3Rz",
                ["Inbox:Engine"] = "PostgreSql",
                ["Inbox:PostgreSql:ConnectionString"] = $"{_database.ConnectionString};{AsReader}",
            });
            builder.Services.AddSingleton<ILogger<InboxWriter>>(log);
            builder.Services.AddSpotnanaWebhooks().AddPostgreSqlInbox();
            using var service = builder.Build();
            await service.StartAsync();
            var status = service.Services.GetRequiredService<InboxStatus>();

            Assert.True(status.Opened.IsCompleted);
            Assert.Contains(MayWriteNothing, status.Failure, StringComparison.Ordinal);
            await Wait.UntilAsync(() => log.At(LogLevel.Error).Count > 0);

            await LetWriteAsync();
            await Wait.UntilAsync(() => status.Worked.IsCompleted);

            Assert.Null(status.Failure);
            Assert.Contains(MayWriteNothing, Assert.Single(log.At(LogLevel.Error)), StringComparison.Ordinal);
            var names = (IInboxNames)service.Services.GetRequiredService<IInbox>();
            Assert.Equal(["spotnana"], (await names.ReadNamesAsync(default)).Subscriptions);
            await service.StopAsync();
        }
        finally
        {
            await DropReaderAsync();
        }
    }

    private const string MayWriteNothing =
        "may not write to attempt, delivery, delivery_seq, delivery_tally, handling, lane, lane_id, meta, payload, tally";

    private string AsReader => $"Username={_role};Password=p";

    private Task CreateReaderAsync() => _database.ExecuteAsync(
        $"""
        CREATE ROLE {_role} LOGIN PASSWORD 'p';
        GRANT USAGE ON SCHEMA spotnana_webhooks TO {_role};
        GRANT SELECT ON ALL TABLES IN SCHEMA spotnana_webhooks TO {_role};
        """);

    private Task LetWriteAsync() => _database.ExecuteAsync(
        $"""
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA spotnana_webhooks TO {_role};
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA spotnana_webhooks TO {_role};
        """);

    private Task DropReaderAsync() => _database.ExecuteAsync($"DROP OWNED BY {_role}; DROP ROLE {_role}");
}
