using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.Sqlite.Schema;
using Spotnana.Webhooks.TestLogging;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>The file: who owns it, who may read it, what it survives and what is refused.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SqliteFileTests : IAsyncLifetime
{
    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly ListLogger<SqliteInbox> _log = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    [Fact]
    public async Task A_restart_keeps_everything_and_takes_the_leases_back()
    {
        var inbox = await OpenAsync();
        await inbox.AppendAsync([Make.Entry("a"), Make.Entry("b", "pnr/2")], default);
        var lease = Assert.Single(await inbox.LeaseAsync("h", 1, TimeSpan.FromHours(1), default));
        await inbox.DisposeAsync();

        inbox = await OpenAsync();
        Assert.False((await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);
        var leases = await inbox.LeaseAsync("h", 10, TimeSpan.FromHours(1), default);

        Assert.Equal(["a 2", "b 1"], leases.Select(again => $"{again.Delivery.Id} {again.Attempt}"));
        Assert.Equal([AppendOutcome.Duplicate], await inbox.AppendAsync([Make.Entry("a")], default));
        Assert.Equal(["a 1 lost"], _folder.Query(
            "SELECT concat_ws(' ', id, number, outcome) FROM attempt JOIN delivery ON delivery.seq = attempt.delivery",
            row => row.GetString(0)));
    }

    [Fact]
    public async Task A_second_owner_waits_for_the_first()
    {
        var first = await OpenAsync();
        var second = New();

        Assert.False(await second.TryOpenAsync(default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => second.ProbeAsync(default));
        await first.DisposeAsync();
        Assert.True(await second.TryOpenAsync(default));

        await second.ProbeAsync(default);
    }

    [Fact]
    public async Task Nobody_else_may_read_the_files()
    {
        var directory = Path.Combine(_folder.Path, "new", "data");
        var inbox = New(Path.Combine(directory, "inbox.db"));
        await inbox.TryOpenAsync(default);
        await inbox.ProbeAsync(default);

        Assert.Equal(
            ["inbox.db", "inbox.db-shm", "inbox.db-wal", "inbox.db.lock"],
            Directory.GetFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(directory), file => Assert.Equal("600", Mode(file)));
        Assert.Equal("700", Mode(directory));
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_restricted()
    {
        await (await OpenAsync()).DisposeAsync();
        File.SetUnixFileMode(_folder.File, (UnixFileMode)0b110_100_100);

        await OpenAsync();

        Assert.Equal("600", Mode(_folder.File));
        Assert.Equal("600", Mode(_folder.File + "-wal"));
    }

    [Fact]
    public void A_commit_is_on_disk_when_it_returns()
    {
        using var session = InboxFile.Open(_folder.File);

        Assert.Equal("wal", session.ReadText("PRAGMA journal_mode"));
        Assert.Equal(2, session.ReadInteger("PRAGMA synchronous"));
        Assert.Equal(1, session.ReadInteger("PRAGMA secure_delete"));
        Assert.Equal(0, session.ReadInteger("PRAGMA wal_autocheckpoint"));
        Assert.Equal(2, session.ReadInteger("PRAGMA auto_vacuum"));
        Assert.Equal(2, session.ReadInteger("PRAGMA temp_store"));
    }

    [Fact]
    public async Task The_log_is_copied_back_and_does_not_grow_without_end()
    {
        var inbox = await OpenAsync();
        var body = Make.Incompressible(1 << 20);
        for (var i = 0; i < 150; i++)
            await inbox.AppendAsync([Make.Entry(Make.Delivery($"{i}", body: body + i))], default);

        // 16 MB, and what comes while they are copied.
        Assert.InRange(new FileInfo(_folder.File + "-wal").Length, 1, 64 << 20);
    }

    [Fact]
    public async Task A_newer_schema_is_used_if_it_allows_this_version()
    {
        await (await OpenAsync()).DisposeAsync();
        _folder.Execute($"UPDATE meta SET value = {SqliteSchema.Version + 1} WHERE key = 'schema_version'");

        var inbox = await OpenAsync();
        await inbox.AppendAsync([Make.Entry("a")], default);
        await inbox.DisposeAsync();

        Assert.Equal(
            [SqliteSchema.Version + 1], _folder.Query("SELECT value FROM meta WHERE key = 'schema_version'", row => row.GetInt64(0)));
    }

    [Fact]
    public async Task A_newer_schema_that_does_not_allow_this_version_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        _folder.Execute(
            $"UPDATE meta SET value = {SqliteSchema.Version + 2} WHERE key = 'schema_version'; "
            + $"UPDATE meta SET value = {SqliteSchema.Version + 1} WHERE key = 'oldest_reader_version'");

        var message = await RefusedAsync();

        Assert.Contains($"schema version {SqliteSchema.Version + 2}", message, StringComparison.Ordinal);
        Assert.Contains("newer release", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_refused_and_left_as_it_is()
    {
        var garbage = new byte[10_000];
        Random.Shared.NextBytes(garbage);
        await File.WriteAllBytesAsync(_folder.File, garbage);

        Assert.Contains("backup", await RefusedAsync(), StringComparison.Ordinal);

        Assert.Equal(garbage, await File.ReadAllBytesAsync(_folder.File));
        await Assert.ThrowsAsync<InboxStartException>(() => New().TryOpenAsync(default)); // and the lock is free again
    }

    [Fact]
    public async Task Another_programs_database_is_refused_and_left_as_it_is()
    {
        _folder.Execute("CREATE TABLE theirs (id INTEGER); PRAGMA journal_mode = DELETE");
        var before = await File.ReadAllBytesAsync(_folder.File);

        Assert.Contains("not an inbox", await RefusedAsync(), StringComparison.Ordinal);

        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File));
    }

    [Fact]
    public async Task A_log_without_its_file_is_refused_and_left_as_it_is()
    {
        await File.WriteAllTextAsync(_folder.File + "-wal", "deliveries");

        Assert.Contains("-wal", await RefusedAsync(), StringComparison.Ordinal);

        Assert.Equal("deliveries", await File.ReadAllTextAsync(_folder.File + "-wal"));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "file"), "");

        var inbox = New(Path.Combine(_folder.Path, "file", "inbox.db"));

        var refusal = await Assert.ThrowsAsync<InboxStartException>(() => inbox.TryOpenAsync(default));
        Assert.Contains("inbox.db", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_body_leaves_no_bytes_behind()
    {
        const string Secret = "4111111111111111-traveller";
        var inbox = await OpenAsync();
        await inbox.AppendAsync([Make.Entry(Make.Delivery("a", body: Secret))], default);
        await inbox.DisposeAsync();
        Assert.Contains(Secret, await TextAsync(), StringComparison.Ordinal);

        using (var session = InboxFile.Open(_folder.File))
            session.Execute("DELETE FROM payload");

        Assert.DoesNotContain(Secret, await TextAsync(), StringComparison.Ordinal);

        async Task<string> TextAsync() => System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_folder.File));
    }

    [Fact]
    public async Task Memory_instead_of_a_disk_is_warned_of()
    {
        if (!Directory.Exists("/dev/shm"))
            return;
        var folder = Directory.CreateDirectory($"/dev/shm/{Path.GetFileName(_folder.Path)}");
        try
        {
            await New(Path.Combine(folder.FullName, "inbox.db")).TryOpenAsync(default);

            var (level, text) = Assert.Single(_log.Lines);
            Assert.Equal(LogLevel.Warning, level);
            Assert.Contains("tmpfs", text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private SqliteInbox New(string? path = null) =>
        _folder.Keep(new SqliteInbox(new SqliteInboxOptions { Path = path ?? _folder.File }, _time, _log));

    private async Task<IInbox> OpenAsync()
    {
        var inbox = New();
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }

    private async Task<string> RefusedAsync()
    {
        var refusal = await Assert.ThrowsAsync<InboxStartException>(() => New().TryOpenAsync(default));
        Assert.Contains(_folder.File, refusal.Message, StringComparison.Ordinal);
        return refusal.Message;
    }

    private static string Mode(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);
}
