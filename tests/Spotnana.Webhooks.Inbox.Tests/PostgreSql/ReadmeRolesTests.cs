using Spotnana.Webhooks.TestPostgreSql;
using Spotnana.Webhooks.TestReadmes;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>The roles of the engine's README, made by its own lines.</summary>
[NeedsPostgreSql]
public sealed class ReadmeRolesTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        await _database.ExecuteAsync("DROP OWNED BY webhooks, webhooks_owner; DROP ROLE webhooks, webhooks_owner");
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_READMEs_owner_makes_the_tables_and_its_lesser_role_works_on_them()
    {
        await _database.ExecuteAsync(Readme.Read(Readme.PostgreSql).Blocks("sql")[0]);

        await (await Replica.OpenAsync(_database, more: "Username=webhooks_owner;Password=…")).DisposeAsync();
        await using var inbox = await Replica.OpenAsync(_database, more: "Username=webhooks;Password=…");

        Assert.Equal([AppendOutcome.Stored], await inbox.AppendAsync([Make.Entry("a")], default));
        var lease = Assert.Single(await inbox.LeaseAsync("h", 1, TimeSpan.FromMinutes(1), default));
        Assert.True((await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(
            () => _database.ExecuteAsync("SET ROLE webhooks; DROP TABLE spotnana_webhooks.payload"));
    }
}
