using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.Sqlite.Keeping;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>An inbox file is brought to another key, or to its first one.</summary>
public sealed class RekeyTests : IAsyncLifetime
{
    private const string Passport = "P<UTOERIKSSON<<ANNA<MARIA";

    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_bodies_and_hash_keys_get_the_first_key_and_no_byte_of_what_was_in_the_clear_is_left(bool isNew)
    {
        if (!isNew)
            OldFile.Create(_folder.File);
        var plain = await OpenAsync(EncryptionKeys.None);
        await HashKeys.OpenAsync(plain, EncryptionKeys.None, default);
        await plain.AppendAsync([.. Entries("plain", 120)], default);
        await plain.AppendAsync([Make.Entry("plain 1", body: Passport + " and other bytes")], default); // a copy: a conflict
        await FailAsync(plain, "h", 3);
        await plain.DisposeAsync();
        using var keys = new TestKeys("old");
        var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([.. Entries("old", 30)], default);
        await FailAsync(inbox, "h", 2);
        keys.Change("new", "old");
        await inbox.AppendAsync([.. Entries("new", 20)], default);
        var stored = _folder.Query(
            "SELECT count(*) FROM payload WHERE key_id IS NOT $new", row => row.GetInt64(0), ("$new", TestKeys.Id("new")));

        var totals = await RunAsync(inbox, keys.Keys);

        Assert.Equal(
            (stored[0], 5, 1, 0, 0), (totals.Bodies, totals.Errors, totals.HashKeys, totals.MissingKey, totals.Damaged));
        Assert.Equal([TestKeys.Id("new")], _folder.Query("SELECT DISTINCT key_id FROM payload", row => row.GetString(0)));
        Assert.Equal([TestKeys.Id("new")], _folder.Query("SELECT key_id FROM hash_key", row => row.GetString(0)));
        Assert.All(
            _folder.Query("SELECT error FROM attempt WHERE error IS NOT NULL", row => row.GetString(0)),
            error => Assert.StartsWith($"enc:{TestKeys.Id("new")}:", error, StringComparison.Ordinal));
        Assert.Equal(new RekeyTotals(), await RunAsync(inbox, keys.Keys)); // a second time there is nothing to do
        await inbox.DisposeAsync();
        Assert.DoesNotContain(Passport, Encoding.Latin1.GetString(File.ReadAllBytes(_folder.File)), StringComparison.Ordinal);

        inbox = await OpenAsync(TestKeys.Of("new"));
        var errors = new List<string?>();
        await foreach (var record in ((IInboxTransfer)inbox).ReadDeliveriesAsync(default))
        {
            Assert.Equal(record.HasBody ? record.Bytes : 0, record.Delivery.Body.Length);
            errors.AddRange(record.Attempts.Select(attempt => attempt.Error).Where(error => error is not null));
        }

        Assert.Equal(Enumerable.Repeat($"no seat for {Passport}", 5), errors);
        await HashKeys.OpenAsync(inbox, TestKeys.Of("new"), default);
    }

    [Fact]
    public async Task What_was_in_the_clear_is_not_in_the_log_either_while_the_service_goes_on()
    {
        var plain = await OpenAsync(EncryptionKeys.None);
        await plain.AppendAsync([.. Entries("plain", 120)], default);
        await plain.DisposeAsync();
        var keys = TestKeys.Of("new");
        var inbox = await OpenAsync(keys);

        await RunAsync(inbox, keys);

        await Wait.UntilAsync(async () =>
        {
            await inbox.ProbeAsync(default); // any commit
            return ((string[])["", "-wal"]).All(suffix => !ReadShared(_folder.File + suffix).Contains(Passport, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task An_error_text_whose_key_is_missing_is_shown_as_it_is_stored_and_counted()
    {
        using var keys = new TestKeys("lost");
        var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("a")], default);
        await FailAsync(inbox, "h", 1);
        Assert.Equal($"no seat for {Passport}", await ErrorAsync(inbox));
        _folder.Execute("DELETE FROM payload");
        keys.Change("new");

        Assert.StartsWith($"enc:{TestKeys.Id("lost")}:", await ErrorAsync(inbox), StringComparison.Ordinal);
        var totals = await RunAsync(inbox, keys.Keys);

        Assert.Equal((0, 1), (totals.Errors, totals.MissingKey));
        keys.Change("new", "lost");
        Assert.Equal(1, (await RunAsync(inbox, keys.Keys)).Errors);
        keys.Change("new");
        Assert.Equal($"no seat for {Passport}", await ErrorAsync(inbox));
    }

    [Fact]
    public async Task What_cannot_be_read_is_counted_and_left_as_it_is()
    {
        using var keys = new TestKeys("lost");
        var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("lost")], default);
        keys.Change("old");
        await inbox.AppendAsync([Make.Entry("swapped"), Make.Entry("fine")], default);
        _folder.Execute("UPDATE payload SET body = (SELECT body FROM payload WHERE seq = 3) WHERE seq = 2");
        keys.Change("new", "old");
        var before = Bodies("WHERE seq < 3");

        var totals = await RunAsync(inbox, keys.Keys);

        Assert.Equal((1, 1, 1), (totals.Bodies, totals.MissingKey, totals.Damaged));
        Assert.StartsWith($"lost of s: Its body is encrypted with key {TestKeys.Id("lost")}", totals.Example, StringComparison.Ordinal);
        Assert.Equal(before, Bodies("WHERE seq < 3"));
    }

    [Fact]
    public async Task A_body_that_was_changed_in_the_clear_is_not_sealed()
    {
        var plain = await OpenAsync(EncryptionKeys.None);
        await plain.AppendAsync([Make.Entry("a")], default);
        await plain.DisposeAsync();
        _folder.Execute("UPDATE payload SET body = CAST('b' AS BLOB)");
        var keys = TestKeys.Of("new");
        var inbox = await OpenAsync(keys);

        var totals = await RunAsync(inbox, keys);

        Assert.Equal((0, 1, "a of s: Its body was changed."), (totals.Bodies, totals.Damaged, totals.Example));
    }

    [Fact]
    public async Task A_body_that_was_removed_or_encrypted_anew_meanwhile_is_left_alone()
    {
        using var keys = new TestKeys("old");
        var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("removed"), Make.Entry("renewed"), Make.Entry("as it was")], default);
        await inbox.DisposeAsync();
        using var session = InboxFile.Open(_folder.File, keys.Keys);
        keys.Change("new", "old");
        var (bodies, _, next) = new BodiesToRekey(session).Read(0, 50, TestKeys.Id("new"));
        Assert.Equal((3, null), (bodies.Count, next));

        session.Execute("DELETE FROM payload WHERE seq = 1; UPDATE payload SET key_id = 'newer' WHERE seq = 2");

        Assert.Equal(1, new RenewedBodies(session).Write(bodies));
        Assert.Equal(["newer", TestKeys.Id("new")], _folder.Query("SELECT key_id FROM payload ORDER BY seq", row => row.GetString(0)));
    }

    private static string ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Encoding.Latin1.GetString(bytes);
    }

    private static IEnumerable<InboxEntry> Entries(string name, int count) => Enumerable.Range(0, count)
        .Select(i => Make.Entry(
            $"{name} {i}", $"pnr/{name}{i}", body: i % 2 == 0 ? Passport : string.Concat(Enumerable.Repeat(Passport, 300))));

    private static async Task FailAsync(SqliteInbox inbox, string handler, int count)
    {
        foreach (var lease in await inbox.LeaseAsync(handler, count, TimeSpan.FromMinutes(1), default))
            await inbox.SettleAsync(
                Settlement.Dead(lease, TimeSpan.FromMilliseconds(1), $"no seat for {Passport}", DeadReason.Rejected), next: null, default);
    }

    private static async Task<string?> ErrorAsync(SqliteInbox inbox) =>
        Assert.Single(Assert.Single(await inbox.FindAsync("a", "s", default)).Attempts).Error;

    private Task<RekeyTotals> RunAsync(SqliteInbox inbox, EncryptionKeys keys) =>
        Rekeying.RunAsync(inbox, keys, TimeSpan.Zero, _time, _ => { }, default);

    private List<string> Bodies(string where) => _folder.Query(
        $"SELECT concat_ws(' ', codec, key_id, hex(body)) FROM payload {where} ORDER BY seq", row => row.GetString(0));

    private async Task<SqliteInbox> OpenAsync(EncryptionKeys keys)
    {
        var inbox = _folder.Keep(new SqliteInbox(
            new SqliteInboxOptions { Path = _folder.File }, _time, NullLogger<SqliteInbox>.Instance, keys));
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }
}
