using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>A check finds what is wrong with a file, finds nothing where nothing is, and changes nothing.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CheckTests : IAsyncLifetime
{
    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_all_is_well_it_says_so_and_leaves_the_folder_as_it_was(bool killed)
    {
        await FillAsync();
        if (killed)
            await KillAsync();
        File.Move(_folder.File, Path.Combine(_folder.Path, "it's 100%#?.db"));
        if (killed)
            File.Move(_folder.File + "-wal", Path.Combine(_folder.Path, "it's 100%#?.db-wal"));
        var before = Content();
        var seen = 0;

        var report = Run(Path.Combine(_folder.Path, "it's 100%#?.db"), onBody: () => seen++);

        Assert.Equal((0, 5), (report.ProblemCount, report.SchemaVersion));
        Assert.Equal((killed ? 7 : 6, killed ? 6 : 5, 0), (report.Deliveries, report.Bodies, report.BodiesWithoutKey));
        Assert.Equal(report.Bodies, seen);
        Assert.Equal(before, Content());
    }

    [Theory]
    [InlineData("UPDATE payload SET body = x'00' WHERE seq = 1", "the body of a (s, number 1)")]
    [InlineData("UPDATE delivery SET sha256 = zeroblob(32) WHERE seq = 1", "does not match its SHA-256")]
    [InlineData("UPDATE payload SET codec = 9 WHERE seq = 1", "cannot be read")]
    [InlineData("UPDATE delivery SET bytes = -1 WHERE seq = 1", "impossible length")]
    [InlineData("DELETE FROM delivery WHERE seq = 1", "body 1 belongs to no delivery")]
    [InlineData("DELETE FROM delivery WHERE seq = 3", "handling of 3 by \"h\" belongs to no delivery")]
    [InlineData("DELETE FROM payload WHERE seq = 1", "delivery 1 waits, and has no body")]
    [InlineData("DELETE FROM handling WHERE delivery = 1", "delivery 1 waits, and none of its handlings does")]
    [InlineData("UPDATE handling SET state = 0 WHERE delivery = 3", "handling of 3 by \"h\" waits, and its delivery does not")]
    [InlineData("UPDATE delivery SET settled_at = NULL WHERE seq = 3", "delivery 3 waits and is settled")]
    [InlineData("UPDATE handling SET lane = 999 WHERE delivery = 1", "handling of 1 by \"h\" waits in no lane of its own")]
    [InlineData("UPDATE lane SET subject = 'pnr/9' WHERE subject = 'pnr/1'", "handling of 1 by \"h\" waits in no lane of its own")]
    [InlineData("UPDATE lane SET due_at = NULL WHERE subject = 'pnr/1'", "is never due, though something waits in it")]
    [InlineData("UPDATE lane SET due_at = 1 WHERE subject = 'pnr/3'", "is due, though nothing waits in it")]
    [InlineData("UPDATE lane SET leased = 3 WHERE subject = 'pnr/1'", "leases 3, which does not wait for it")]
    [InlineData("UPDATE tally SET count = 7 WHERE handler = 'h' AND reason = 0", "are there, and 7 are counted")]
    [InlineData("UPDATE delivery_tally SET count = 7 WHERE state = 0", "are there, and 7 are counted")]
    public async Task What_does_not_agree_is_found(string sql, string expected)
    {
        await FillAsync();
        _folder.Execute(sql);

        var report = Run(_folder.File);

        Assert.True(report.ProblemCount > 0);
        Assert.Contains(report.Problems, problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_page_is_found_and_so_are_another_log_and_a_file_that_is_no_inbox()
    {
        await FillAsync();
        await KillAsync();
        var log = await File.ReadAllBytesAsync(_folder.File + "-wal");
        File.Delete(_folder.File + "-wal");
        Damage();
        Assert.True(Run(_folder.File).ProblemCount > 0);

        var other = Path.Combine(_folder.Path, "other.db");
        await File.WriteAllBytesAsync(other + "-wal", log);
        SqliteBackup.Create(await NewAsync(), other, overwrite: false);
        Assert.Contains("does not belong to it", Assert.Single(Run(other).Problems), StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "text"), new string('x', 10_000));
        Assert.Equal(1, Run(Path.Combine(_folder.Path, "text")).ProblemCount);
    }

    [Fact]
    public async Task Of_many_problems_the_first_20_are_named_and_all_are_counted()
    {
        await FillAsync();
        _folder.Execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1049)
            INSERT INTO payload (seq, codec, body) SELECT i, 0, x'' FROM n
            """);

        var report = Run(_folder.File);

        Assert.Equal((50, 20), (report.ProblemCount, report.Problems.Count));
    }

    [Fact]
    public async Task Encrypted_bodies_are_checked_with_their_key_and_counted_without_it()
    {
        var keys = TestKeys.Of("one");
        await FillAsync(keys);

        Assert.Equal((5, 0, 0), Counts(Run(_folder.File, keys)));
        Assert.Equal((0, 5, 0), Counts(Run(_folder.File)));
        Assert.Equal((0, 0, 0), Counts(Run(_folder.File, withBodies: false)));
        _folder.Execute("UPDATE payload SET body = (SELECT body FROM payload WHERE seq = 3) WHERE seq = 1");
        Assert.Equal((5, 0, 1), Counts(Run(_folder.File, keys)));

        static (long, long, long) Counts(SqliteCheckReport report) => (report.Bodies, report.BodiesWithoutKey, report.ProblemCount);
    }

    [Fact]
    public async Task A_file_that_a_service_uses_is_not_checked_and_its_backup_is()
    {
        await FillAsync();
        var inbox = _folder.Keep(New());
        Assert.True(await inbox.TryOpenAsync(default));
        await inbox.BackUpAsync(Path.Combine(_folder.Path, "backup.db"), default);

        Assert.Contains("Check a backup", Assert.Throws<InboxStartException>(() => Run(_folder.File)).Message, StringComparison.Ordinal);
        Assert.Equal(0, Run(Path.Combine(_folder.Path, "backup.db")).ProblemCount);
    }

    private static SqliteCheckReport Run(string path, EncryptionKeys? keys = null, bool withBodies = true, Action? onBody = null) =>
        SqliteCheck.Run(path, keys ?? EncryptionKeys.None, withBodies, onBody, default);

    /// <summary>One of each: waiting (1), leased (2), completed (3), unhandled (4), dead (5) and skipped (6).</summary>
    private async Task FillAsync(EncryptionKeys? keys = null)
    {
        await using var inbox = New(keys);
        Assert.True(await inbox.TryOpenAsync(default));
        await inbox.AppendAsync(
            [
                Make.Entry(Make.Delivery("a", "pnr/1", body: new string('a', 3000))), Make.Entry("b", "pnr/2"), Make.Entry("c", "pnr/3"),
                Make.Unhandled(Make.Delivery("d", "pnr/4")), Make.Entry("e", subject: null),
                new InboxEntry(Make.Delivery("f", "pnr/6"), [], Skipped: true),
            ],
            default);
        foreach (var lease in await inbox.LeaseAsync("h", 10, TimeSpan.FromMinutes(1), default))
        {
            if (lease.Delivery.Id == "c")
                await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default);
            else if (lease.Delivery.Id == "e")
                await inbox.SettleAsync(Settlement.Dead(lease, default, "no", DeadReason.Rejected), next: null, default);
            else if (lease.Delivery.Id == "a")
                await inbox.SettleAsync(Settlement.Released(lease, _time.GetUtcNow()), next: null, default);
        }
    }

    private async Task KillAsync()
    {
        await using (var inbox = New())
        {
            Assert.True(await inbox.TryOpenAsync(default));
            await inbox.AppendAsync([Make.Entry("g", "pnr/7")], default);
            _folder.CopyAsKilled(Path.Combine(_folder.Path, "killed.db"));
        }

        foreach (var suffix in (string[])["", "-wal"])
            File.Move(Path.Combine(_folder.Path, "killed.db") + suffix, _folder.File + suffix, overwrite: true);
    }

    private async Task<string> NewAsync()
    {
        var path = Path.Combine(_folder.Path, "new.db");
        await using var inbox = new SqliteInbox(new SqliteInboxOptions { Path = path }, _time, NullLogger<SqliteInbox>.Instance);
        Assert.True(await inbox.TryOpenAsync(default));
        await inbox.AppendAsync([Make.Entry("n")], default);
        return path;
    }

    private void Damage()
    {
        var page = _folder.Query("SELECT rootpage FROM sqlite_master WHERE name = 'payload'", row => row.GetInt64(0))[0];
        using var file = new FileStream(_folder.File, FileMode.Open, FileAccess.Write);
        file.Position = (page - 1) * 8192;
        file.Write(Enumerable.Repeat((byte)0x5a, 8192).ToArray());
    }

    private SqliteInbox New(EncryptionKeys? keys = null) =>
        new(new SqliteInboxOptions { Path = _folder.File }, _time, NullLogger<SqliteInbox>.Instance, keys);

    private List<(string Name, long Length, DateTime Written)> Content() =>
    [
        .. new DirectoryInfo(_folder.Path).GetFiles().Select(file => (file.Name, file.Length, file.LastWriteTimeUtc))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];
}
