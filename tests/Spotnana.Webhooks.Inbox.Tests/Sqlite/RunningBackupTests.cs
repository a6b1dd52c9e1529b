using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>The backup that a service makes of its own inbox: whole or not there, and nothing waits for it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RunningBackupTests : IAsyncLifetime
{
    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);
    private SqliteInbox _inbox = null!;

    private string Backup => InFolder("inbox-20261127T212200Z.db");

    public async Task InitializeAsync() => _inbox = await OpenAsync(_folder.File);

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    [Fact]
    public async Task It_holds_what_was_stored_before_it_began_while_more_comes_in()
    {
        await AppendAsync(0, 300);
        using var done = new CancellationTokenSource();
        var more = Task.Run(async () =>
        {
            for (var i = 1000; !done.IsCancellationRequested; i++)
                await AppendAsync(i, 1);
        });

        var held = await _inbox.BackUpAsync(Backup, default);
        await done.CancelAsync();
        await more;

        Assert.InRange(held, 300, long.MaxValue);
        Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(Backup), 8));
        Assert.Equal(["inbox-20261127T212200Z.db", "inbox.db", "inbox.db-shm", "inbox.db-wal", "inbox.db.lock"], Names());
        SqliteBackup.Restore(Backup, InFolder("new/inbox.db"), _time);
        var restored = await OpenAsync(InFolder("new/inbox.db"));
        Assert.All(
            await restored.AppendAsync([.. Enumerable.Range(0, 300).Select(Entry)], default),
            outcome => Assert.Equal(AppendOutcome.Duplicate, outcome));
    }

    [Fact]
    public async Task One_that_is_stopped_leaves_nothing()
    {
        await AppendAsync(0, 10);
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => _inbox.BackUpAsync(Backup, stop.Token));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await running; // which may have been faster
            await _inbox.BackUpAsync(InFolder("other"), stop.Token);
        });

        File.Delete(Backup);
        Assert.Equal(["inbox.db", "inbox.db-shm", "inbox.db-wal", "inbox.db.lock"], Names());
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_replaced()
    {
        await File.WriteAllTextAsync(Backup, "another");

        var failure = await Assert.ThrowsAsync<InboxUnavailableException>(() => _inbox.BackUpAsync(Backup, default));

        Assert.Equal("another", await File.ReadAllTextAsync(Backup));
        Assert.Contains("exists", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_damaged_becomes_no_backup()
    {
        await AppendAsync(0, 300);
        await _inbox.DisposeAsync();
        var page = _folder.Query("SELECT rootpage FROM sqlite_master WHERE name = 'payload'", row => row.GetInt64(0))[0];
        await using (var file = new FileStream(_folder.File, FileMode.Open, FileAccess.Write))
        {
            file.Position = (page - 1) * 8192;
            file.Write(Enumerable.Repeat((byte)0x5a, 8192).ToArray());
        }

        _inbox = await OpenAsync(_folder.File);
        var failure = await Assert.ThrowsAsync<InboxUnavailableException>(() => _inbox.BackUpAsync(Backup, default));

        Assert.Contains("read back", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Names(), name => name.StartsWith("inbox-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_beside_the_inbox_is_on_its_disk_and_memory_is_not()
    {
        Assert.True(_inbox.SharesDiskWith(_folder.Path));
        if (Directory.Exists("/dev/shm"))
            Assert.False(_inbox.SharesDiskWith("/dev/shm"));
    }

    [Fact]
    public async Task Free_pages_of_the_file_are_room()
    {
        await _inbox.AppendAsync(
            [.. Enumerable.Range(0, 300).Select(i => Make.Unhandled(Make.Delivery($"{i}", body: Make.Incompressible(20_000))))], default);
        var before = await _inbox.ReadSpaceAsync(default);
        while (await _inbox.PruneEarlyAsync(100, default) is { IsMoreDue: true })
        {
        }

        var after = await _inbox.ReadSpaceAsync(default);

        Assert.InRange(after.ReusableBytes - before.ReusableBytes, 5_000_000, 20_000_000);
        Assert.Equal(after.FreeBytes + after.ReusableBytes, after.RoomBytes);
    }

    private static InboxEntry Entry(int i) => Make.Entry(Make.Delivery($"{i}", $"pnr/{i}", body: Make.Incompressible(2000) + i));

    private Task<IReadOnlyList<AppendOutcome>> AppendAsync(int from, int count) =>
        _inbox.AppendAsync([.. Enumerable.Range(from, count).Select(Entry)], default);

    private async Task<SqliteInbox> OpenAsync(string path)
    {
        var inbox = new SqliteInbox(new SqliteInboxOptions { Path = path }, _time, NullLogger<SqliteInbox>.Instance);
        Assert.True(await inbox.TryOpenAsync(default));
        return _folder.Keep(inbox);
    }

    private string InFolder(string name) => Path.Combine(_folder.Path, name);

    private List<string> Names() =>
        [.. Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
