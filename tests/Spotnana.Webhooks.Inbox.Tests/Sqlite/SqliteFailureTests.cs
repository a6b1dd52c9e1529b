using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.TestLogging;
using SQLitePCL;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>The outcomes and failures that callers get when an entry, the disk or the file fails.</summary>
public sealed class SqliteFailureTests : IAsyncLifetime
{
    private readonly InboxFolder _folder = new();
    private readonly ListLogger<SqliteInbox> _log = new();
    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly List<Exception> _broken = [];
    private SqliteSession _session = null!;
    private WriteStatements _statements = null!;
    private WriteThread _thread = null!;

    public Task InitializeAsync()
    {
        _session = InboxFile.Open(_folder.File);
        _statements = new WriteStatements(_session, _folder.File, _log, new(TimeProvider.System, _log));
        _thread = new WriteThread(_session, new WorkSignal(_time), _folder.File, _broken.Add);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _thread.StopAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task An_entry_that_does_not_fit_is_parked_and_its_neighbours_are_stored()
    {
        _folder.Execute("ALTER TABLE delivery ADD COLUMN picky INTEGER CHECK (operation <> 'BAD')");

        var outcomes = await AppendAsync(
            Make.Entry("a"), Make.Entry(Make.Delivery("b", operation: "BAD")), Make.Entry("c"),
            Make.Entry(Make.Delivery("b", operation: "BAD")));

        Assert.Equal([AppendOutcome.Stored, AppendOutcome.Parked, AppendOutcome.Stored, AppendOutcome.Duplicate], outcomes);
        Assert.Equal(["2 4 b"], _folder.Query(
            "SELECT concat_ws(' ', state, reason, event_type, operation, subject, CAST(body AS TEXT)) "
                + "FROM delivery JOIN payload USING (seq) WHERE id = 'b'",
            row => row.GetString(0)));
        Assert.Equal([2L], _folder.Query("SELECT count(*) FROM handling", row => row.GetInt64(0)));
        Assert.Equal(LogLevel.Warning, Assert.Single(_log.Lines).Level);
    }

    [Fact]
    public async Task A_handling_that_does_not_fit_leaves_no_half_of_its_entry()
    {
        _folder.Execute("ALTER TABLE handling ADD COLUMN picky INTEGER CHECK (handler <> 'bad')");

        Assert.Equal([AppendOutcome.Parked], await AppendAsync(Make.Entry(Make.Delivery("a"), "good", "bad")));

        Assert.Equal(["1 0 0"], _folder.Query(
            "SELECT concat_ws(' ', (SELECT count(*) FROM delivery), (SELECT count(*) FROM handling), (SELECT count(*) FROM lane))",
            row => row.GetString(0)));
    }

    [Fact]
    public async Task An_entry_that_fits_in_no_form_is_refused_alone()
    {
        var outcomes = await AppendAsync(
            Make.Entry("a"), Make.Entry(Make.Delivery("b") with { Sha256 = new byte[3] }), Make.Entry("c"));

        Assert.Equal([AppendOutcome.Stored, AppendOutcome.Refused, AppendOutcome.Stored], outcomes);
    }

    [Fact]
    public async Task A_full_disk_fails_the_call_whole_and_it_works_again_once_there_is_room()
    {
        await LimitPagesAsync("(SELECT page_count + 20 FROM pragma_page_count)");
        var batch = Enumerable.Range(0, 50).Select(i => Make.Entry(Make.Delivery($"{i}", body: Make.Incompressible(8000) + i))).ToArray();

        await Assert.ThrowsAsync<InboxUnavailableException>(() => AppendAsync(batch));
        await Assert.ThrowsAsync<InboxUnavailableException>(() => AppendAsync(batch));
        Assert.Equal([0L], _folder.Query("SELECT count(*) FROM delivery", row => row.GetInt64(0)));

        await LimitPagesAsync("1000000");
        Assert.All(await AppendAsync(batch), outcome => Assert.Equal(AppendOutcome.Stored, outcome));
        Assert.Empty(_broken);
    }

    [Theory]
    [InlineData(raw.SQLITE_IOERR, raw.SQLITE_IOERR_FSYNC)]
    [InlineData(raw.SQLITE_IOERR, raw.SQLITE_IOERR_WRITE)]
    [InlineData(raw.SQLITE_CORRUPT, raw.SQLITE_CORRUPT)]
    [InlineData(raw.SQLITE_NOTADB, raw.SQLITE_NOTADB)]
    public async Task After_a_failed_write_or_sync_the_file_is_not_touched_again(int code, int extended)
    {
        await AppendAsync(Make.Entry("a"));

        var first = FailAsync(code, extended);
        await Assert.ThrowsAsync<InboxBrokenException>(() => first);
        await Assert.ThrowsAsync<InboxBrokenException>(() => AppendAsync(Make.Entry("b")));

        Assert.Single(_broken);
        Assert.False(await _thread.StopAsync());
        Assert.True(File.Exists(_folder.File + "-wal")); // closing would have copied it back and removed it
    }

    [Theory]
    [InlineData(raw.SQLITE_FULL, raw.SQLITE_FULL)]
    [InlineData(raw.SQLITE_BUSY, raw.SQLITE_BUSY)]
    [InlineData(raw.SQLITE_IOERR, raw.SQLITE_IOERR_SHMSIZE)]
    public async Task What_may_pass_fails_the_group_only(int code, int extended)
    {
        await Assert.ThrowsAsync<InboxUnavailableException>(() => FailAsync(code, extended));

        Assert.Equal([AppendOutcome.Stored], await AppendAsync(Make.Entry("a")));
    }

    [Fact]
    public async Task A_fault_of_one_caller_fails_that_caller_only()
    {
        var bad = RunAsync<int>(() => throw new ArgumentException("mine"));
        var good = AppendAsync(Make.Entry("a"));

        await Assert.ThrowsAsync<ArgumentException>(() => bad);
        Assert.Equal([AppendOutcome.Stored], await good);
    }

    [Fact]
    public async Task A_file_that_was_removed_is_noticed_by_the_probe()
    {
        Assert.True(await RunAsync(() => _statements.Probing.Run(Make.Start)));
        File.Delete(_folder.File);

        await Assert.ThrowsAsync<InboxBrokenException>(() => RunAsync(() => _statements.Probing.Run(Make.Start)));
    }

    [Fact]
    public async Task A_file_that_takes_no_writes_is_noticed_by_the_probe_and_so_is_that_it_takes_them_again()
    {
        _session.Execute("PRAGMA query_only = 1");
        await Assert.ThrowsAsync<InboxUnavailableException>(() => RunAsync(() => _statements.Probing.Run(Make.Start)));

        _session.Execute("PRAGMA query_only = 0");
        Assert.True(await RunAsync(() => _statements.Probing.Run(Make.Start)));
    }

    [Fact]
    public async Task What_was_cancelled_before_it_began_is_not_done()
    {
        using var gate = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        var ahead = RunAsync(() => { gate.Wait(); return 0; });
        var cancelled = _thread.RunAsync(() => _statements.Appending.Run([Make.Entry("a")], Make.Start), 0, stop.Token);

        await stop.CancelAsync();
        gate.Set();

        await ahead;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal([0L], _folder.Query("SELECT count(*) FROM delivery", row => row.GetInt64(0)));
    }

    [Fact]
    public async Task After_the_end_calls_are_refused()
    {
        await _thread.StopAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => AppendAsync(Make.Entry("a")));
    }

    private Task<T> RunAsync<T>(Func<T> run) => _thread.RunAsync(run, 0, default);

    private Task<IReadOnlyList<AppendOutcome>> AppendAsync(params InboxEntry[] entries) =>
        RunAsync(() => _statements.Appending.Run(entries, _time.GetUtcNow()));

    private Task<int> FailAsync(int code, int extended) => RunAsync<int>(() => throw new SqliteException("made up", code, extended));

    private Task<long> LimitPagesAsync(string pages) => RunAsync(() =>
    {
        var limit = pages.StartsWith('(') ? _session.ReadInteger($"SELECT {pages}") : long.Parse(pages, null);
        return _session.ReadInteger($"PRAGMA max_page_count = {limit}");
    });
}
