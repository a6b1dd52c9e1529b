using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.TestLogging;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>What an encrypted inbox file shows, and what becomes of bodies whose key is missing.</summary>
public sealed class EncryptionTests : IAsyncLifetime
{
    private const string Passport = "P<UTOERIKSSON<<ANNA<MARIA";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly ListLogger<SqliteInbox> _log = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_byte_of_a_body_can_be_read_in_the_files(bool isNew)
    {
        if (!isNew)
            OldFile.Create(_folder.File);
        using var keys = new TestKeys("a");
        var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("small", "pnr/1", body: Passport)], default);
        await inbox.AppendAsync([Make.Entry("large", "pnr/2", body: Large())], default);
        await inbox.AppendAsync([Make.Entry("large", "pnr/2", body: Large() + ".")], default);

        foreach (var suffix in (string[])["", "-wal"])
            Assert.DoesNotContain(Passport, Encoding.Latin1.GetString(File.ReadAllBytes(_folder.File + suffix)), StringComparison.Ordinal);
        Assert.Equal(
            isNew ? [16, 18, 18] : [16, 16, 16], _folder.Query("SELECT codec FROM payload ORDER BY seq", row => row.GetInt32(0)));
        Assert.All(_folder.Query("SELECT key_id FROM payload", row => row.GetString(0)), id => Assert.Equal(TestKeys.Id("a"), id));
        Assert.Equal([Passport, Large()], (await LeaseAsync(inbox)).Select(Text));
    }

    [Fact]
    public async Task Without_a_key_a_body_lies_there_as_it_came()
    {
        var inbox = await OpenAsync();
        await inbox.AppendAsync([Make.Entry("small", "pnr/1", body: Passport)], default);

        var files = string.Concat(
            ((string[])["", "-wal"]).Select(part => Encoding.Latin1.GetString(File.ReadAllBytes(_folder.File + part))));
        Assert.Contains(Passport, files, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_key_encrypts_and_all_decrypt()
    {
        using var keys = new TestKeys("old");
        var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("before", "pnr/1")], default);
        keys.Change("new", "old");
        await inbox.AppendAsync([Make.Entry("after", "pnr/2")], default);

        Assert.Equal(
            [TestKeys.Id("old"), TestKeys.Id("new")], _folder.Query("SELECT key_id FROM payload ORDER BY seq", row => row.GetString(0)));
        Assert.Equal(["before", "after"], (await LeaseAsync(inbox)).Select(lease => lease.Delivery.Id));
    }

    [Fact]
    public async Task Encryption_can_begin_in_an_inbox_that_has_bodies()
    {
        var inbox = await OpenAsync();
        await inbox.AppendAsync([Make.Entry("before", "pnr/1")], default);
        await inbox.DisposeAsync();
        using var keys = new TestKeys("a");
        inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("after", "pnr/2")], default);

        Assert.Equal(["before", "after"], (await LeaseAsync(inbox)).Select(lease => lease.Delivery.Id));
    }

    [Fact]
    public async Task A_body_whose_key_is_missing_holds_up_its_own_lane_and_is_told_until_the_key_is_back()
    {
        using var keys = new TestKeys("lost");
        var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("held", "pnr/1"), Make.Entry("behind", "pnr/1", occurred: 9)], default);
        keys.Change("other");
        await inbox.AppendAsync([Make.Entry("goes", "pnr/2")], default);

        Assert.Equal(["goes"], (await LeaseAsync(inbox)).Select(lease => lease.Delivery.Id));
        var told = Assert.Single(_log.At(LogLevel.Error));
        Assert.Contains($"held of s: Its body is encrypted with key {TestKeys.Id("lost")}", told, StringComparison.Ordinal);
        Assert.Contains("Inbox:EncryptionKeyFile", told, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => inbox.ReadPayloadAsync(1, default));
        Assert.Equal((1, 0), await UnreadableAsync(inbox));

        keys.Change("other", "lost");
        _time.Advance(5 * Minute);
        var again = (await LeaseAsync(inbox)).Single(lease => lease.Delivery.Id == "held");
        Assert.Equal((1, 0), (again.Attempt, again.LostAttempts));
        Assert.Equal((0, 0), await UnreadableAsync(inbox));
        Assert.Single(_log.At(LogLevel.Information), "All waiting bodies can be read again");
    }

    [Fact]
    public async Task Many_bodies_whose_key_is_missing_leave_one_line_a_minute_and_are_counted_as_long_as_they_wait()
    {
        using var keys = new TestKeys("lost");
        var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([.. Enumerable.Range(0, 9).Select(i => Make.Entry($"{i}", $"pnr/{i}"))], default);
        keys.Change("other");
        _folder.Execute("UPDATE payload SET key_id = NULL WHERE seq = 9");

        Assert.Empty(await LeaseAsync(inbox));
        Assert.Contains("0 more", Assert.Single(_log.At(LogLevel.Error)), StringComparison.Ordinal);
        Assert.Equal((8, 1), await UnreadableAsync(inbox));
        _time.Advance(5 * Minute);
        Assert.Empty(await LeaseAsync(inbox));
        Assert.Contains("8 more", _log.At(LogLevel.Error)[1], StringComparison.Ordinal);
        Assert.Equal(2, _log.At(LogLevel.Error).Count);

        _time.Advance(11 * Minute); // nobody looked at them any more
        Assert.Equal((0, 0), await UnreadableAsync(inbox));
    }

    [Fact]
    public async Task A_lane_that_comes_to_a_body_whose_key_is_missing_waits_and_spends_nothing()
    {
        using var keys = new TestKeys("lost");
        var inbox = await OpenAsync(keys.Keys);
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
        _time.Advance(5 * Minute);
        var again = Assert.Single(await LeaseAsync(inbox));
        Assert.Equal(("held", 1, 0), (again.Delivery.Id, again.Attempt, again.LostAttempts));
    }

    [Fact]
    public async Task An_erasure_is_not_complete_while_a_body_cannot_be_looked_into_and_is_once_its_key_is_back()
    {
        using var keys = new TestKeys("lost");
        var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync(
            [
                Make.Unhandled(Make.Delivery("of them", body: $"[\"{Passport}\"]")),
                Make.Unhandled(Make.Delivery("of others", body: "[1]")),
            ],
            default);
        keys.Change("other", "lost");
        var own = (await HashKeys.OpenAsync(inbox, keys.Keys, default)).Own;
        keys.Change("other");
        await inbox.KeepHashKeyAsync(own.Wrap(keys.Keys), default);
        var erasure = Erasure.Requested(ErasureKind.Traveler, Passport, "tester", own, _time.GetUtcNow());
        await inbox.AddErasureAsync(erasure, default);
        var rules = new ErasureRules(TimeSpan.FromDays(3), TimeSpan.FromDays(30), TimeSpan.FromDays(400), _ => []);
        var eraser = new Eraser(inbox, inbox, inbox, keys.Keys, rules, _time);
        Assert.Equal(2, (await eraser.RunAsync(default)).Unreadable);
        Assert.Equal((2, 0, null), await ReceiptAsync());

        keys.Change("other", "lost");
        await Wait.UntilAsync(async () =>
        {
            _time.Advance(Minute);
            await eraser.RunAsync(default);
            return (await ReceiptAsync()).CompletedAt is not null;
        });

        Assert.Equal((0, 1), ((await ReceiptAsync()).Waiting, (await ReceiptAsync()).Erased));
        Assert.Equal(["of others"], _folder.Query("SELECT id FROM delivery JOIN payload USING (seq)", row => row.GetString(0)));

        async Task<(long Waiting, long Erased, DateTimeOffset? CompletedAt)> ReceiptAsync()
        {
            var receipt = Assert.Single(await inbox.ListErasuresAsync(erasure.Id, 1, default));
            return (receipt.Waiting, receipt.Erased, receipt.CompletedAt);
        }
    }

    [Theory]
    [InlineData("UPDATE payload SET body = (SELECT body FROM payload WHERE seq = 2) WHERE seq = 1")]
    [InlineData("UPDATE payload SET body = (SELECT body FROM payload ORDER BY seq DESC LIMIT 1) WHERE seq = 1")]
    [InlineData(
        "UPDATE payload SET body = CAST(substr(body, 1, length(body) - 1) "
        + "|| iif(substr(body, -1) = x'00', x'01', x'00') AS BLOB) WHERE seq = 1")]
    [InlineData("UPDATE payload SET body = CAST(iif(substr(body, 1, 1) = x'00', x'01', x'00') || substr(body, 2) AS BLOB) WHERE seq = 1")]
    [InlineData("UPDATE payload SET body = substr(body, 1, 27) WHERE seq = 1")]
    [InlineData("UPDATE payload SET codec = codec - 16 WHERE seq = 1")]
    [InlineData("UPDATE payload SET key_id = NULL WHERE seq = 1")]
    [InlineData("UPDATE delivery SET subscription = 't' WHERE seq = 1")]
    [InlineData("UPDATE delivery SET id = 'z' WHERE seq = 1")]
    public async Task A_body_that_was_changed_or_put_in_the_place_of_another_is_not_handed_out(string change)
    {
        using var keys = new TestKeys("a");
        var inbox = await OpenAsync(keys.Keys);
        await inbox.AppendAsync([Make.Entry("a", "pnr/1"), Make.Entry("b", "pnr/2")], default);
        await inbox.AppendAsync([Make.Entry("a", "pnr/1", body: "another body")], default); // a copy: a conflict
        _folder.Execute(change);

        Assert.Equal(["b"], (await LeaseAsync(inbox)).Select(lease => lease.Delivery.Id));
        Assert.Single(_log.At(LogLevel.Error));
        await Assert.ThrowsAsync<InvalidDataException>(() => inbox.ReadPayloadAsync(1, default));
    }

    [Fact]
    public async Task A_start_without_any_key_is_refused_and_changes_nothing()
    {
        using (var keys = new TestKeys("a"))
        {
            var inbox = await OpenAsync(keys.Keys);
            await inbox.AppendAsync([Make.Entry("a")], default);
            await inbox.DisposeAsync();
        }

        var before = File.ReadAllBytes(_folder.File);
        var refused = await Assert.ThrowsAsync<InboxStartException>(() => Create().TryOpenAsync(default));

        Assert.Contains("Inbox:EncryptionKeyFile", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder.File));

        _folder.Execute("DELETE FROM payload");
        await OpenAsync(); // where no body is encrypted any more, no key is needed
    }

    private static async Task<(int MissingKey, int Damaged)> UnreadableAsync(SqliteInbox inbox)
    {
        var stats = await inbox.ReadStatsAsync(default);
        return (stats.MissingKey, stats.Damaged);
    }

    private static string Large() => string.Concat(Enumerable.Range(0, 200).Select(i => $"{{\"number\":{i},\"mrz\":\"{Passport}\"}}"));

    private static string Text(Lease lease) => Encoding.UTF8.GetString(lease.Delivery.Body.Span);

    private static Task<IReadOnlyList<Lease>> LeaseAsync(SqliteInbox inbox) => inbox.LeaseAsync("h", 10, Minute, default);

    private SqliteInbox Create(EncryptionKeys? keys = null) =>
        _folder.Keep(new SqliteInbox(new SqliteInboxOptions { Path = _folder.File }, _time, _log, keys));

    private async Task<SqliteInbox> OpenAsync(EncryptionKeys? keys = null)
    {
        var inbox = Create(keys);
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }
}
