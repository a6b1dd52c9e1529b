using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Keeping;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>An inbox database is brought to another key, or to its first one, beside its replicas.</summary>
[NeedsPostgreSql]
public sealed class RekeyTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task All_bodies_and_hash_keys_get_the_first_key_while_another_replica_goes_on()
    {
        await using (var plain = await OpenAsync(EncryptionKeys.None))
        {
            await HashKeys.OpenAsync(plain, EncryptionKeys.None, default);
            await plain.AppendAsync([.. Entries("plain", 120)], default);
            await plain.AppendAsync([Make.Entry("plain 1", body: "other bytes")], default); // a copy: a conflict
            await FailAsync(plain, 3);
        }

        using var keys = new TestKeys("old");
        await using var replica = await OpenAsync(keys.Keys);
        await replica.AppendAsync([.. Entries("old", 30)], default);
        await FailAsync(replica, 2);
        var newKeys = TestKeys.Of("new", "old");
        await using var inbox = await OpenAsync(newKeys);
        keys.Change("new", "old");

        var running = RunAsync(inbox, newKeys);
        await replica.AppendAsync([.. Entries("meanwhile", 20)], default);
        var totals = await running;

        Assert.Equal((151, 5, 1, 0, 0), (totals.Bodies, totals.Errors, totals.HashKeys, totals.MissingKey, totals.Damaged));
        Assert.Equal([TestKeys.Id("new")], await KeyIdsAsync("payload"));
        Assert.Equal([TestKeys.Id("new")], await KeyIdsAsync("hash_key"));
        Assert.Equal(new RekeyTotals(), await RunAsync(inbox, newKeys)); // a second time there is nothing to do

        await using var reader = await OpenAsync(TestKeys.Of("new"));
        var errors = new List<string?>();
        await foreach (var record in reader.ReadDeliveriesAsync(default))
        {
            Assert.Equal(record.Bytes, record.Delivery.Body.Length);
            errors.AddRange(record.Attempts.Select(attempt => attempt.Error).Where(error => error is not null));
        }

        Assert.Equal(Enumerable.Repeat("no seat for Anna", 5), errors);
        Assert.Equal([0], await _database.QueryAsync("SELECT count(*) FROM attempt WHERE error NOT LIKE 'enc:%'", row => row.GetInt64(0)));
    }

    [Fact]
    public async Task What_cannot_be_read_is_counted_and_left_as_it_is()
    {
        using var keys = new TestKeys("lost");
        await using var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("lost")], default);
        keys.Change("old");
        await inbox.AppendAsync([Make.Entry("changed")], default);
        await inbox.AppendAsync([Make.Entry("fine")], default);
        await _database.ExecuteAsync(
            """
            UPDATE payload SET body = set_byte(body, 12, 255 - get_byte(body, 12))
            FROM delivery WHERE payload.seq = delivery.seq AND id = 'changed'
            """);
        keys.Change("new", "old");

        var totals = await RunAsync(inbox, keys.Keys);

        Assert.Equal((1, 1, 1), (totals.Bodies, totals.MissingKey, totals.Damaged));
        Assert.StartsWith($"lost of s: Its body is encrypted with key {TestKeys.Id("lost")}", totals.Example, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_was_removed_or_encrypted_anew_meanwhile_is_left_alone()
    {
        using var keys = new TestKeys("old");
        await using var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([.. Entries("a", 3)], default);
        keys.Change("new", "old");
        await using var connection = await _database.ConnectAsync();
        var codec = new BodyCodec(new BrotliCompression(), keys.Keys);
        var (bodies, _, next) = await BodiesToRekey.ReadAsync(connection, codec, 0, 50, TestKeys.Id("new"), default);
        Assert.Equal((3, null), (bodies.Count, next));

        await _database.ExecuteAsync($"DELETE FROM payload WHERE seq = {bodies[0].Sequence}");
        await _database.ExecuteAsync($"UPDATE payload SET key_id = 'newer' WHERE seq = {bodies[1].Sequence}");

        Assert.Equal(1, await RenewedBodies.WriteAsync(connection, bodies, default));
        Assert.Equal([TestKeys.Id("new"), "newer"], await KeyIdsAsync("payload"));
    }

    private static IEnumerable<InboxEntry> Entries(string name, int count) => Enumerable.Range(0, count)
        .Select(i => Make.Entry($"{name} {i}", $"pnr/{name}{i}", body: new string('x', i % 2 == 0 ? 10 : 5000)));

    private static async Task FailAsync(PostgreSqlInbox inbox, int count)
    {
        foreach (var lease in await inbox.LeaseAsync("h", count, TimeSpan.FromMinutes(1), default))
            await inbox.SettleAsync(
                Settlement.Dead(lease, TimeSpan.FromMilliseconds(1), "no seat for Anna", DeadReason.Rejected), next: null, default);
    }

    private static Task<RekeyTotals> RunAsync(PostgreSqlInbox inbox, EncryptionKeys keys) =>
        Rekeying.RunAsync(inbox, keys, TimeSpan.FromMilliseconds(5), TimeProvider.System, _ => { }, default);

    private async Task<List<string>> KeyIdsAsync(string table) => (await _database.QueryAsync(
        $"SELECT DISTINCT coalesce(key_id, '-') FROM {table}", row => row.GetString(0))).Order(StringComparer.Ordinal).ToList();

    private async Task<PostgreSqlInbox> OpenAsync(EncryptionKeys keys)
    {
        var inbox = new PostgreSqlInbox(
            new PostgreSqlInboxOptions { ConnectionString = _database.ConnectionString }, TimeProvider.System,
            NullLogger<PostgreSqlInbox>.Instance, keys);
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }
}
