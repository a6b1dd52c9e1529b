using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>Replicas that erase on one database.</summary>
[NeedsPostgreSql]
public sealed class ErasingTests : IAsyncLifetime
{
    private const string Ada = "4974a66b-7493-4f41-908c-58ba81093947";

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task One_replica_at_a_time_erases_and_another_takes_over_from_one_that_is_gone()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Make.Start);
        await using var one = await Replica.OpenAsync(_database, clock: time);
        await using var two = await Replica.OpenAsync(_database, clock: time);
        var (first, second) = (EraserOf(one), EraserOf(two));
        await one.AppendAsync(
            [.. Enumerable.Range(0, 900).Select(i => Make.Unhandled(
                Make.Delivery($"d{i}", $"pnr/{i}", body: $"[\"{(i % 2 == 0 ? Ada : "else")}\"]")))],
            default);
        await RunAsync(first);
        time.Advance(TimeSpan.FromMinutes(2));
        await RunAsync(first);
        await RequestAsync(two, time);

        await first.RunAsync(default);
        Assert.False((await second.RunAsync(default)).IsMoreToDo); // it is not its turn
        await first.RunAsync(default);
        Assert.InRange((await ReceiptAsync(two)).Erased, 1, 449);

        time.Advance(TimeSpan.FromSeconds(31));
        await second.RunAsync(default);
        var before = (await ReceiptAsync(two)).Erased;
        await first.RunAsync(default); // it was paused: what it wants to do is refused
        Assert.Equal(before, (await ReceiptAsync(two)).Erased);
        await RunAsync(second);

        var receipt = await ReceiptAsync(two);
        Assert.Equal((450, 900, 0), (receipt.Erased, receipt.Scanned, receipt.Waiting));
        Assert.NotNull(receipt.CompletedAt);
    }

    [Fact]
    public async Task A_delivery_that_becomes_visible_after_later_ones_is_erased_all_the_same()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        var eraser = EraserOf(inbox);
        await RequestAsync(inbox);
        await RunAsync(eraser);
        await inbox.AppendAsync([Make.Unhandled(Make.Delivery("early", "pnr/1", body: $"[\"{Ada}\"]"))], default);

        // As if the transaction that stored it had been slow: its number is lower than that of one that was looked at.
        await _database.ExecuteAsync(
            """
            CREATE TABLE slow AS SELECT * FROM delivery; CREATE TABLE slow_payload AS SELECT * FROM payload;
            DELETE FROM delivery; DELETE FROM payload
            """);
        await inbox.AppendAsync([Make.Unhandled(Make.Delivery("later", "pnr/2", body: "[]"))], default);
        await RunAsync(eraser);
        await _database.ExecuteAsync("INSERT INTO delivery SELECT * FROM slow; INSERT INTO payload SELECT * FROM slow_payload");
        await RunAsync(eraser);
        Assert.Equal(2, await BodiesAsync());

        await _database.ExecuteAsync("UPDATE delivery SET stored_at = stored_at - interval '2 minutes'"); // time passes
        await RunAsync(eraser);

        Assert.Equal(1, await BodiesAsync());
        Assert.Equal(1, (await ReceiptAsync(inbox)).Erased);
    }

    [Fact]
    public async Task While_a_traveler_is_erased_others_store_and_settle_and_nothing_is_missed()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        var eraser = EraserOf(inbox);
        await RequestAsync(inbox);
        var isDone = false;
        var erasing = Task.Run(async () =>
        {
            while (!Volatile.Read(ref isDone))
                await eraser.RunAsync(default);
        });

        for (var round = 0; round < 40; round++)
        {
            await inbox.AppendAsync(
                [.. Enumerable.Range(0, 25).Select(i =>
                    Make.Entry($"{round}-{i}", $"pnr/{i}", body: $"[\"{(i % 5 == 0 ? Ada : "else")}\"]"))],
                default);
            foreach (var lease in await inbox.LeaseAsync("h", 25, TimeSpan.FromMinutes(1), default))
                Assert.True((await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);
        }

        while (await inbox.LeaseAsync("h", 100, TimeSpan.FromMinutes(1), default) is [_, ..] leases)
        {
            foreach (var lease in leases)
                Assert.True((await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);
        }

        Volatile.Write(ref isDone, true);
        await erasing;
        await RunAsync(eraser);

        Assert.Equal(800, await BodiesAsync());
        Assert.Equal(200, (await ReceiptAsync(inbox)).Erased);
        Assert.Equal(
            ["0"],
            await _database.QueryAsync(
                "SELECT count(*)::text FROM lane WHERE subject IN ('pnr/0', 'pnr/5', 'pnr/10', 'pnr/15', 'pnr/20')", row => row.GetString(0)));
    }

    private static Eraser EraserOf(PostgreSqlInbox inbox) => new(
        inbox, inbox, inbox, EncryptionKeys.None,
        new ErasureRules(TimeSpan.FromDays(3), TimeSpan.FromDays(30), TimeSpan.FromDays(400), _ => []), TimeProvider.System);

    private static async Task RunAsync(Eraser eraser)
    {
        for (var i = 0; i < 2; i++)
        {
            while ((await eraser.RunAsync(default)).IsMoreToDo)
            {
            }
        }
    }

    private static async Task RequestAsync(PostgreSqlInbox inbox, TimeProvider? time = null)
    {
        var keys = await HashKeys.OpenAsync(inbox, EncryptionKeys.None, default);
        var at = (time ?? TimeProvider.System).GetUtcNow();
        await inbox.AddErasureAsync(Erasure.Requested(ErasureKind.Traveler, Ada, "tester", keys.Own, at), default);
    }

    private static async Task<Erasure> ReceiptAsync(PostgreSqlInbox inbox) =>
        Assert.Single(await inbox.ListErasuresAsync(null, 10, default));

    private async Task<int> BodiesAsync() => (await _database.QueryAsync("SELECT seq FROM payload", row => row.GetInt64(0))).Count;
}
