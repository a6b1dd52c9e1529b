using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>A backup is made while the service runs, is put back right, and a wrong way to put it back is noticed.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BackupTests : IAsyncLifetime
{
    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);

    private string Backup => InFolder("backup.db");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    [Fact]
    public async Task A_backup_holds_what_the_inbox_held_nobody_else_may_read_it_and_the_service_goes_on()
    {
        var inbox = await OpenAsync(_folder.File);
        await inbox.AppendAsync([Make.Entry("a")], default);

        SqliteBackup.Create(_folder.File, Backup, overwrite: false);
        await inbox.AppendAsync([Make.Entry("later")], default);

        Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(Backup), 8));
        Assert.Null(SqliteBackup.Restore(Backup, InFolder("new/inbox.db"), _time));
        var restored = await OpenAsync(InFolder("new/inbox.db"));
        Assert.Equal(
            [AppendOutcome.Duplicate, AppendOutcome.Stored],
            await restored.AppendAsync([Make.Entry("a"), Make.Entry("later")], default));
        Assert.Equal(["backup.db", "inbox.db", "inbox.db-shm", "inbox.db-wal", "inbox.db.lock"], Names());
    }

    [Fact]
    public async Task A_backup_goes_over_no_file_unless_told_and_through_no_link()
    {
        await OpenAsync(_folder.File);
        await File.WriteAllTextAsync(InFolder("precious"), "precious");
        File.CreateSymbolicLink(Backup, InFolder("precious"));
        File.CreateSymbolicLink(Backup + ".partial", InFolder("precious"));

        Assert.Throws<IOException>(() => SqliteBackup.Create(_folder.File, Backup, overwrite: false));
        SqliteBackup.Create(_folder.File, Backup, overwrite: true);

        Assert.Equal("precious", await File.ReadAllTextAsync(InFolder("precious")));
        Assert.Null(new FileInfo(Backup).LinkTarget);
        Assert.True(new FileInfo(Backup).Length > 4096);
    }

    [Fact]
    public async Task A_restore_puts_the_backup_in_place_and_keeps_what_it_replaces_with_its_log()
    {
        var crashed = await BackUpAndCrashAsync();

        var kept = SqliteBackup.Restore(Backup, crashed, _time);

        Assert.Equal(["before", "known"], await KnownAsync(crashed));
        Assert.Equal(crashed + ".before-restore-20260302T173807Z", kept);
        Assert.Equal(["after", "before", "known"], await KnownAsync(kept!));
    }

    [Fact]
    public async Task A_snapshot_of_file_and_log_can_be_restored_too()
    {
        var crashed = await BackUpAndCrashAsync();

        SqliteBackup.Restore(crashed, InFolder("new/inbox.db"), _time);

        Assert.Equal(["after", "before", "known"], await KnownAsync(InFolder("new/inbox.db")));
        Assert.True(File.Exists(crashed + "-wal"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_older_release_made_has_the_layout_of_a_new_file_once_it_is_restored(bool isSnapshot)
    {
        OldFile.Create(_folder.File);
        var large = Make.Delivery("large", "pnr/2", body: new string('x', 100_000));
        var inbox = await OpenAsync(_folder.File);
        await inbox.AppendAsync([Make.Entry("a"), Make.Entry(large), Make.Unhandled(Make.Delivery("u"))], default);
        if (isSnapshot)
        {
            _folder.CopyAsKilled(Backup);
        }
        else
        {
            SqliteBackup.Create(_folder.File, Backup, overwrite: false);
            Assert.Equal(4096L, Run(Backup, "PRAGMA page_size")); // the release that made it can still use the backup
            Assert.Equal(1L, Run(Backup, "SELECT value FROM meta WHERE key = 'oldest_reader_version'"));
        }

        await inbox.DisposeAsync();
        var before = await File.ReadAllBytesAsync(Backup);
        SqliteBackup.Restore(Backup, _folder.File, _time);

        Assert.Equal(before, await File.ReadAllBytesAsync(Backup));
        Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(_folder.File), 8));
        Assert.Equal(8192L, Run(_folder.File, "PRAGMA page_size"));
        Assert.Equal(2L, Run(_folder.File, "PRAGMA auto_vacuum"));
        Assert.Equal(0L, Run(_folder.File, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"));
        Assert.Equal(3L, Run(_folder.File, "SELECT value FROM meta WHERE key = 'oldest_reader_version'"));
        inbox = await OpenAsync(_folder.File);
        await inbox.AppendAsync([Make.Entry(Make.Delivery("more", "pnr/3", body: new string('y', 100_000)))], default);
        Assert.Equal(
            ["a", "large", "more"], (await inbox.LeaseAsync("h", 10, TimeSpan.FromMinutes(1), default)).Select(lease => lease.Delivery.Id));
        Assert.Equal(large.Body.ToArray(), (await inbox.ReadPayloadAsync(2, default)).Body.ToArray());
        Assert.Equal([0L, 0, 0, 2], _folder.Query("SELECT codec FROM payload ORDER BY seq", row => row.GetInt64(0)));
        Assert.Empty(TallyCheck.Wrong(_folder));
        Assert.DoesNotContain(Names(), name => name.Contains("restoring", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_a_service_owns_the_inbox_nothing_is_restored()
    {
        var crashed = await BackUpAndCrashAsync();
        await OpenAsync(crashed);

        var refusal = Assert.Throws<InboxStartException>(() => SqliteBackup.Restore(Backup, crashed, _time));

        Assert.Contains("Stop the service first", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("empty")]
    [InlineData("another program's")]
    [InlineData("no database")]
    [InlineData("with another log")]
    public async Task A_backup_that_is_none_is_refused_and_everything_stays_as_it_is(string what)
    {
        var crashed = await BackUpAndCrashAsync();
        await SpoilAsync(Backup, what, crashed);
        var before = await File.ReadAllBytesAsync(crashed);

        Assert.Throws<InboxStartException>(() => SqliteBackup.Restore(Backup, crashed, _time));

        Assert.Equal(before, await File.ReadAllBytesAsync(crashed));
        Assert.Equal(["after", "before", "known"], await KnownAsync(crashed));
        Assert.DoesNotContain(Names(), name => name.Contains("restor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restore_that_was_interrupted_stops_the_start_and_is_done_again()
    {
        var crashed = await BackUpAndCrashAsync();
        File.Move(crashed, InFolder("kept"));
        File.Move(crashed + "-wal", InFolder("kept-wal"));
        await File.WriteAllTextAsync(crashed + ".restore-unfinished", "");

        Assert.Contains("inbox restore BACKUP", await RefusedAsync(crashed), StringComparison.Ordinal);
        Assert.Null(SqliteBackup.Restore(Backup, crashed, _time));

        Assert.Equal(["before", "known"], await KnownAsync(crashed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_that_was_copied_over_the_file_beside_its_old_log_stops_the_start(bool byTool)
    {
        var crashed = await BackUpAndCrashAsync();
        File.Copy(byTool ? Backup : InFolder("sqlite's.db"), crashed, overwrite: true);
        var log = await File.ReadAllBytesAsync(crashed + "-wal");

        var message = await RefusedAsync(crashed);

        Assert.Contains($"The log {crashed}-wal does not belong to {crashed}", message, StringComparison.Ordinal);
        Assert.Contains($"inbox restore BACKUP --sqlite '{crashed}'", message, StringComparison.Ordinal);
        Assert.Equal(log, await File.ReadAllBytesAsync(crashed + "-wal"));
        SqliteBackup.Restore(Backup, crashed, _time);
        Assert.Equal(["before", "known"], await KnownAsync(crashed));
    }

    [Fact]
    public async Task A_file_that_is_found_damaged_while_in_use_ends_the_inbox_and_is_not_opened_again_before_it_is_replaced()
    {
        var path = await BackUpAndCrashAsync();
        await (await OpenAsync(path)).DisposeAsync();
        var inbox = await OpenAsync(path);
        Damage(path);

        var failure = await Assert.ThrowsAsync<InboxBrokenException>(() => inbox.ReadPayloadAsync(1, default));
        await Wait.UntilAsync(async () => await Record.ExceptionAsync(() => inbox.ProbeAsync(default)) is InboxBrokenException);

        Assert.Contains($"The inbox file {path} is damaged", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"inbox restore BACKUP --sqlite '{path}'", failure.Message, StringComparison.Ordinal);
        foreach (var name in (string[])["inbox.db", "inbox.db.damaged"])
            File.Copy(Path.Combine(Path.GetDirectoryName(path)!, name), InFolder($"restarted-{name}")); // another process: no lock
        var again = InFolder("restarted-inbox.db");
        Assert.Contains("is damaged", await RefusedAsync(again), StringComparison.Ordinal);
        Assert.Contains("is damaged", await RefusedAsync(again), StringComparison.Ordinal);
        SqliteBackup.Restore(Backup, again, _time);
        Assert.Equal(["before", "known"], await KnownAsync(again));
    }

    /// <summary>
    /// Two backups of an inbox that goes on, by this library and by SQLite, and then what a killed service leaves: the file with its log.
    /// </summary>
    private async Task<string> BackUpAndCrashAsync()
    {
        var crashed = InFolder("crashed/inbox.db");
        var inbox = await OpenAsync(_folder.File);
        await inbox.AppendAsync([Make.Entry("known"), Make.Entry("before")], default);
        SqliteBackup.Create(_folder.File, Backup, overwrite: false);
        _folder.Execute($"VACUUM INTO '{InFolder("sqlite''s.db")}'");
        await inbox.DisposeAsync();
        inbox = await OpenAsync(_folder.File);
        await inbox.AppendAsync([Make.Entry("after")], default);
        Directory.CreateDirectory(Path.GetDirectoryName(crashed)!);
        _folder.CopyAsKilled(crashed);
        return crashed;
    }

    private static async Task SpoilAsync(string path, string what, string crashed)
    {
        switch (what)
        {
            case "damaged":
                Damage(path);
                break;
            case "empty":
                await File.WriteAllTextAsync(path, "");
                break;
            case "no database":
                await File.WriteAllTextAsync(path, new string('x', 10_000));
                break;
            case "with another log":
                File.Copy(crashed + "-wal", path + "-wal");
                break;
            default:
                File.Delete(path);
                Run(path, "CREATE TABLE theirs (id INTEGER)");
                break;
        }
    }

    /// <summary>Damages the page of the bodies: no start reads it, so that the file looks sound.</summary>
    private static void Damage(string path)
    {
        var pageBytes = (long)Run(path, "PRAGMA page_size")!;
        var page = (long)Run(path, "SELECT rootpage FROM sqlite_master WHERE name = 'payload'")!;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = (page - 1) * pageBytes;
        file.Write(Enumerable.Repeat((byte)0x5a, (int)pageBytes).ToArray());
    }

    private static object? Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        return command.ExecuteScalar();
    }

    private async Task<List<string>> KnownAsync(string path)
    {
        var inbox = await OpenAsync(path);
        string[] ids = ["after", "before", "known"];
        var outcomes = await inbox.AppendAsync([.. ids.Select(id => Make.Entry(id))], default);
        await inbox.DisposeAsync();
        return [.. ids.Where((_, i) => outcomes[i] == AppendOutcome.Duplicate)];
    }

    private async Task<SqliteInbox> OpenAsync(string path)
    {
        var inbox = New(path);
        Assert.True(await inbox.TryOpenAsync(default));
        return _folder.Keep(inbox);
    }

    private async Task<string> RefusedAsync(string path) =>
        (await Assert.ThrowsAsync<InboxStartException>(() => New(path).TryOpenAsync(default))).Message;

    private SqliteInbox New(string path) => new(new SqliteInboxOptions { Path = path }, _time, NullLogger<SqliteInbox>.Instance);

    private string InFolder(string name) => Path.Combine(_folder.Path, name);

    private List<string> Names() =>
        [.. Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
