using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Files;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>One inbox has one owner, by whatever name a process comes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FileNamesTests : IAsyncLifetime
{
    private readonly InboxFolder _folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    [Theory]
    [InlineData("file-link.db")]
    [InlineData("link-of-link.db")]
    [InlineData("folder-link/inbox.db")]
    [InlineData("deep/up/folder-link/inbox.db")]
    public async Task A_second_process_that_comes_by_a_link_waits_and_files_and_lock_lie_beside_the_file_itself(string name)
    {
        Link();
        var first = await OpenAsync(InFolder("real/inbox.db"));

        Assert.False(await New(InFolder(name)).TryOpenAsync(default));
        await first.DisposeAsync();
        await OpenAsync(InFolder(name));

        Assert.Equal(
            ["inbox.db", "inbox.db-shm", "inbox.db-wal", "inbox.db.lock"],
            Directory.GetFiles(InFolder("real")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(await New(InFolder("real/inbox.db")).TryOpenAsync(default));
    }

    [Fact]
    public async Task A_link_to_a_file_that_is_not_there_yet_makes_it_there()
    {
        Link();

        await OpenAsync(InFolder("file-link.db"));

        Assert.True(File.Exists(InFolder("real/inbox.db")));
        Assert.NotNull(new FileInfo(InFolder("file-link.db")).LinkTarget);
    }

    [Fact]
    public async Task Links_in_a_circle_are_refused()
    {
        File.CreateSymbolicLink(InFolder("a"), InFolder("b"));
        File.CreateSymbolicLink(InFolder("b"), InFolder("a"));

        await Assert.ThrowsAsync<InboxStartException>(() => New(InFolder("a")).TryOpenAsync(default));
    }

    [Fact]
    public async Task A_file_with_a_second_name_is_refused_by_either()
    {
        await (await OpenAsync(_folder.File)).DisposeAsync();
        using (var link = Process.Start("ln", [_folder.File, InFolder("second.db")]))
            await link.WaitForExitAsync();

        foreach (var path in (string[])[_folder.File, InFolder("second.db")])
        {
            var refusal = await Assert.ThrowsAsync<InboxStartException>(() => New(path).TryOpenAsync(default));
            Assert.Contains("has 2 names", refusal.Message, StringComparison.Ordinal);
        }

        File.Delete(InFolder("second.db"));
        await OpenAsync(_folder.File);
    }

    [Fact]
    public void A_path_is_resolved_link_by_link()
    {
        Link();
        var root = ResolvedPath.Of(_folder.Path);

        Assert.Equal(Path.Combine(root, "real/inbox.db"), ResolvedPath.Of(InFolder("deep/up/link-of-link.db")));
        Assert.Equal(Path.Combine(root, "missing/inbox.db"), ResolvedPath.Of(InFolder("missing/x/../inbox.db")));
    }

    private void Link()
    {
        Directory.CreateDirectory(InFolder("real"));
        Directory.CreateDirectory(InFolder("deep"));
        Directory.CreateSymbolicLink(InFolder("folder-link"), "real");
        Directory.CreateSymbolicLink(InFolder("deep/up"), "..");
        File.CreateSymbolicLink(InFolder("file-link.db"), "folder-link/inbox.db");
        File.CreateSymbolicLink(InFolder("link-of-link.db"), InFolder("file-link.db"));
    }

    private async Task<SqliteInbox> OpenAsync(string path)
    {
        var inbox = New(path);
        Assert.True(await inbox.TryOpenAsync(default));
        return _folder.Keep(inbox);
    }

    private static SqliteInbox New(string path) =>
        new(new SqliteInboxOptions { Path = path }, TimeProvider.System, NullLogger<SqliteInbox>.Instance);

    private string InFolder(string name) => Path.Combine(_folder.Path, name);
}
