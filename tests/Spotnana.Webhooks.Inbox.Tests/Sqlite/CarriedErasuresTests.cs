using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>A restore does not undo erasures: those of the file that it replaces are done again on the one that it puts there.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CarriedErasuresTests : IAsyncLifetime
{
    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);

    private string Backup => Path.Combine(_folder.Path, "backup.db");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    [Fact]
    public async Task An_erasure_since_the_backup_is_in_the_restored_inbox_to_be_done_again_with_the_key_of_its_hash()
    {
        var own = await BackUpAsync();
        var foreign = HashKey.New().Wrap(EncryptionKeys.None, isOwn: false);
        await DoAsync(inbox => inbox.KeepHashKeyAsync(foreign, default));
        Add("by_own", own, "x'abcd'");
        Add("by_foreign", foreign.Id, "x'ef'");
        Add("over", own, "NULL");

        SqliteBackup.Restore(Backup, _folder.File, _time, out var kept);

        Assert.Equal(new ErasuresKept(2, null), kept);
        Assert.Equal(
            [$"by_foreign 1 oncall 1  tmc 2 {foreign.Id} EF 9 0 0 0 ", $"by_own 1 oncall 1  tmc 2 {own} ABCD 9 0 0 0 "], Erasures());
        Assert.Equal([$"{own} 1", $"{foreign.Id} 0"], Keys());
    }

    [Fact]
    public async Task Where_the_restored_inbox_has_another_own_key_that_one_stays_its_own()
    {
        await BackUpAsync();
        var (theirs, own) = (Path.Combine(_folder.Path, "theirs.db"), Keys().Single()[..16]);
        File.Move(Backup, theirs);
        File.Delete(_folder.File);
        var other = await BackUpAsync();
        Add("e", other, "x'01'");

        SqliteBackup.Restore(theirs, _folder.File, _time, out var kept);

        Assert.Equal(1, kept.Count);
        Assert.Equal([$"{own} 1", $"{other} 0"], Keys());
        var keys = await OpenKeysAsync();
        Assert.Equal(own, keys.Own.Id);
        Assert.NotNull(keys.Find(other));
    }

    [Fact]
    public async Task Into_a_backup_without_an_own_key_the_own_one_comes_as_such()
    {
        await DoAsync(inbox => inbox.AppendAsync([Make.Entry("a")], default));
        SqliteBackup.Create(_folder.File, Backup, overwrite: false);
        var own = await BackUpAsync(makes: false);
        Add("e", own, "x'01'");

        SqliteBackup.Restore(Backup, _folder.File, _time);

        Assert.Equal([$"{own} 1"], Keys());
        Assert.Equal(["e"], Erasures().Select(erasure => erasure.Split(' ')[0]));
    }

    [Fact]
    public async Task One_that_the_backup_knows_as_done_is_done_again()
    {
        var own = await BackUpAsync(makes: false);
        Add("e", own, "x'01'");
        SqliteBackup.Create(_folder.File, Backup, overwrite: false);

        SqliteBackup.Restore(Backup, _folder.File, _time, out var kept);

        Assert.Equal(1, kept.Count);
        Assert.Equal([$"e 1 oncall 1  tmc 2 {own} 01 9 0 0 0 "], Erasures());
    }

    [Fact]
    public async Task From_the_log_of_a_killed_service_they_are_read_too()
    {
        var own = await BackUpAsync();
        Add("e", own, "x'01'");
        var killed = Path.Combine(_folder.Path, "killed/inbox.db");
        Directory.CreateDirectory(Path.GetDirectoryName(killed)!);
        await DoAsync(async inbox =>
        {
            await inbox.AppendAsync([Make.Entry("later")], default);
            Add("in_log", own, "x'02'");
            _folder.CopyAsKilled(killed);
        });

        SqliteBackup.Restore(Backup, killed, _time, out var kept);

        Assert.Equal(new ErasuresKept(2, null), kept);
    }

    [Theory]
    [InlineData("damaged", "malformed|not a database")]
    [InlineData("with another log", "does not belong to it")]
    [InlineData("only its log", "is missing or empty")]
    public async Task Where_they_cannot_be_read_the_restore_is_done_and_says_why(string what, string why)
    {
        await BackUpAsync();
        if (what == "damaged")
            await File.WriteAllBytesAsync(_folder.File, [.. Enumerable.Repeat((byte)0x5a, 100_000)]);
        else
            await LogOfAnotherAsync();
        if (what == "only its log")
            File.Delete(_folder.File);

        SqliteBackup.Restore(Backup, _folder.File, _time, out var kept);

        Assert.Equal(0, kept.Count);
        Assert.Matches(why, kept.Problem);
        await DoAsync(async inbox => Assert.Equal([AppendOutcome.Duplicate], await inbox.AppendAsync([Make.Entry("a")], default)));
    }

    [Fact]
    public async Task A_file_of_a_release_that_erases_nothing_has_none()
    {
        OldFile.Create(_folder.File);
        var old = Path.Combine(_folder.Path, "old.db");
        File.Copy(_folder.File, old);
        File.Delete(_folder.File);
        await BackUpAsync();
        File.Move(old, _folder.File, overwrite: true);

        SqliteBackup.Restore(Backup, _folder.File, _time, out var kept);

        Assert.Equal(default, kept);
    }

    /// <summary>A backup of an inbox with a delivery and an own key.</summary>
    private async Task<string> BackUpAsync(bool makes = true)
    {
        await DoAsync(inbox => inbox.AppendAsync([Make.Entry("a")], default));
        var keys = await OpenKeysAsync();
        if (makes)
            SqliteBackup.Create(_folder.File, Backup, overwrite: false);
        return keys.Own.Id;
    }

    private async Task LogOfAnotherAsync()
    {
        using var other = new Disposable(new InboxFolder());
        var inbox = other.Folder.Keep(New(other.Folder.File));
        Assert.True(await inbox.TryOpenAsync(default));
        await inbox.AppendAsync([Make.Entry("b")], default);
        other.Folder.CopyAsKilled(Path.Combine(_folder.Path, "another.db"));
        await inbox.DisposeAsync();
        File.Move(Path.Combine(_folder.Path, "another.db-wal"), _folder.File + "-wal", overwrite: true);
    }

    private async Task<HashKeys> OpenKeysAsync()
    {
        HashKeys keys = null!;
        await DoAsync(async inbox => keys = await HashKeys.OpenAsync(inbox, EncryptionKeys.None, default));
        return keys;
    }

    private async Task DoAsync(Func<SqliteInbox, Task> act)
    {
        await using var inbox = New(_folder.File);
        Assert.True(await inbox.TryOpenAsync(default));
        await act(inbox);
    }

    private SqliteInbox New(string path) => new(new SqliteInboxOptions { Path = path }, _time, NullLogger<SqliteInbox>.Instance);

    private void Add(string id, string key, string hash) => _folder.Execute(
        $"""
        INSERT INTO erasure (id, at, by, cause, subscription, reaches, kind, hash_key, hash, length, scanned, erased, swept, completed_at)
        VALUES ('{id}', 1, 'oncall', 1, NULL, 'tmc' || char(10), 2, '{key}', {hash}, 9, 30, 3, 2, 77)
        """);

    private List<string> Erasures() => _folder.Query(
        """
        SELECT concat_ws(' ', id, at, by, cause, coalesce(subscription, ''), trim(reaches, char(10)), kind, hash_key, hex(hash), length,
            scanned, erased, swept, coalesce(completed_at, '')) FROM erasure ORDER BY id
        """,
        row => row.GetString(0));

    private List<string> Keys() => _folder.Query("SELECT id || ' ' || is_own FROM hash_key ORDER BY is_own DESC", row => row.GetString(0));

    private sealed class Disposable(InboxFolder folder) : IDisposable
    {
        public InboxFolder Folder => folder;

        public void Dispose() => folder.Delete();
    }
}
