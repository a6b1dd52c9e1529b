using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Keeping;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>Replicas that write the keys of deliveries on one database.</summary>
[NeedsPostgreSql]
public sealed class FindingTests : IAsyncLifetime
{
    private const string Ticket = "0167489900311";
    private const string Body = $$$"""{"payload":{"ticketNumber":"{{{Ticket}}}"}}""";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task One_replica_at_a_time_writes_keys_and_one_that_was_paused_is_refused()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Make.Start);
        await using var one = await Replica.OpenAsync(_database, clock: time);
        await using var two = await Replica.OpenAsync(_database, clock: time);
        await one.AppendAsync([Make.Unhandled(Make.Delivery("a", body: Body))], default);
        await one.TakeErasingAsync(Minute, default);

        Assert.Null(await two.ReadKeyPlaceAsync(default));
        Assert.False(await two.WriteKeysAsync(new KeyStep(7, []), default));
        Assert.Equal(0, await one.ReadKeyPlaceAsync(default));

        time.Advance(2 * Minute);
        await two.TakeErasingAsync(Minute, default);
        Assert.False(await one.WriteKeysAsync(new KeyStep(7, []), default));
        await WriteAsync(two);
        Assert.Equal(["a"], await FindAsync(one));
    }

    [Fact]
    public async Task A_delivery_that_becomes_visible_after_later_ones_gets_its_keys_all_the_same()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await inbox.TakeErasingAsync(Minute, default);
        await inbox.AppendAsync([Make.Unhandled(Make.Delivery("early", "pnr/1", body: Body))], default);

        // As if the transaction that stored it had been slow: its number is lower than that of one that has its keys.
        await _database.ExecuteAsync(
            """
            CREATE TABLE slow AS SELECT * FROM delivery; CREATE TABLE slow_payload AS SELECT * FROM payload;
            DELETE FROM delivery; DELETE FROM payload
            """);
        await inbox.AppendAsync([Make.Unhandled(Make.Delivery("later", "pnr/2", body: Body))], default);
        var writer = WriterOf(inbox);
        await RunAsync(writer);
        await _database.ExecuteAsync("INSERT INTO delivery SELECT * FROM slow; INSERT INTO payload SELECT * FROM slow_payload");
        Assert.Equal(["later", "early"], await FindAsync(inbox));
        await RunAsync(writer);
        Assert.Equal("early", Assert.Single(await inbox.ListWithoutKeysAsync(long.MaxValue, 10, default)).Id);

        await _database.ExecuteAsync("UPDATE delivery SET stored_at = stored_at - interval '2 minutes'"); // time passes
        await RunAsync(writer);

        Assert.Empty(await inbox.ListWithoutKeysAsync(long.MaxValue, 10, default));
        Assert.Equal(["later", "early"], await FindAsync(inbox));
        Assert.Equal(2, await inbox.ReadKeyPlaceAsync(default));
    }

    [Fact]
    public async Task What_an_older_release_removes_or_erases_loses_its_keys()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await inbox.AppendAsync(
            [.. Enumerable.Range(0, 3).Select(i => Make.Unhandled(Make.Delivery($"d{i}", $"pnr/{i}", body: Body)))], default);
        await inbox.TakeErasingAsync(Minute, default);
        await WriteAsync(inbox);

        await _database.ExecuteAsync(
            $"DELETE FROM delivery WHERE id = 'd0'; {ErasureSql.Erase.Replace("ANY($1)", "2", StringComparison.Ordinal)}");

        Assert.Equal(["d2"], await FindAsync(inbox));
        Assert.Equal(
            ["2 true", "3 false", "3 true"],
            await _database.QueryAsync(
                "SELECT DISTINCT concat_ws(' ', delivery, is_id::text) FROM delivery_key ORDER BY 1", row => row.GetString(0)));
    }

    [Fact]
    public async Task While_keys_are_written_others_store_settle_and_prune_and_no_key_is_missed_or_left()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await inbox.TakeErasingAsync(TimeSpan.FromHours(1), default);
        var isDone = false;
        var writing = Task.Run(async () =>
        {
            var writer = WriterOf(inbox);
            while (!Volatile.Read(ref isDone))
                await writer.RunAsync(default);
        });

        for (var round = 0; round < 40; round++)
        {
            await inbox.AppendAsync([.. Enumerable.Range(0, 25).Select(i => Make.Entry($"{round}-{i}", $"pnr/{i}", body: Body))], default);
            foreach (var lease in await inbox.LeaseAsync("h", 25, Minute, default))
                Assert.True((await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);
            if (round % 2 == 1)
                await inbox.PruneAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), 20, default);
        }

        Volatile.Write(ref isDone, true);
        await writing;
        await WriteAsync(inbox);

        Assert.Equal(
            await _database.QueryAsync("SELECT seq FROM delivery ORDER BY 1", row => row.GetInt64(0)),
            await _database.QueryAsync("SELECT DISTINCT delivery FROM delivery_key ORDER BY 1", row => row.GetInt64(0)));
    }

    private static KeyWriter WriterOf(PostgreSqlInbox inbox) => new(inbox, inbox, inbox, EncryptionKeys.None, TimeProvider.System);

    private static Task WriteAsync(PostgreSqlInbox inbox) => RunAsync(WriterOf(inbox));

    private static async Task RunAsync(KeyWriter writer)
    {
        while (await writer.RunAsync(default))
        {
        }
    }

    private static async Task<IEnumerable<string>> FindAsync(PostgreSqlInbox inbox) =>
        (await new DeliveryFinder(inbox, new InboxHashKeys(inbox, EncryptionKeys.None)).FindAsync(Ticket, 1000, null, default))!
            .Deliveries.Select(delivery => delivery.Id);
}
