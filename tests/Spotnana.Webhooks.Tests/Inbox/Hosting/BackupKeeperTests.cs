using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.TestLogging;
using Spotnana.Webhooks.Tests.Support;
using Spotnana.Webhooks.Tests.Telemetry;

namespace Spotnana.Webhooks.Tests.Inbox.Hosting;

/// <summary>Backups are made every so often and the oldest removed, whatever the clock does, and failures do not end that.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BackupKeeperTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // It looks into the folder every minute, too.
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset _start = new(2026, 11, 27, 21, 22, 0, TimeSpan.Zero);

    private readonly string _root = Directory.CreateTempSubdirectory("backups-").FullName;
    private readonly RestingTime _time = new();
    private readonly RecordedMeters _meters = new();
    private readonly ListLogger<BackupKeeper> _log = new();
    private readonly CopiedInbox _inbox = new();
    private readonly InboxStatus _status = new();
    private readonly IOptions<InboxOptions> _options;
    private readonly Backups _backups;
    private BackupKeeper _keeper;

    public BackupKeeperTests()
    {
        _time.SetUtcNow(_start);
        _options = Options.Create(new InboxOptions { Backup = new() { Folder = Folder, Every = Hour, Keep = 3 }, MinFreeBytes = 0 });
        _backups = new Backups(_options, _time);
        _keeper = New(_inbox);
        _status.Works();
    }

    private string Folder => Path.Combine(_root, "made", "backups");

    private string[] Names => [.. Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        _keeper.Dispose();
        _meters.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task The_first_is_made_at_once_then_one_every_hour_and_only_so_many_are_kept()
    {
        await StartAsync();
        Assert.Equal(["inbox-20261127T212200Z.db"], Names);
        Assert.Equal("700", Convert.ToString((int)File.GetUnixFileMode(Folder), 8));

        await PassAsync(4 * Hour);

        Assert.Equal(["inbox-20261127T232200Z.db", "inbox-20261128T002200Z.db", "inbox-20261128T012200Z.db"], Names);
        Assert.Equal(5, _inbox.Copies);
        Assert.Equal([": 0"], _meters.Observed("spotnana.webhooks.backup.age"));
        Assert.Equal(5, _log.At(LogLevel.Information).Count);
    }

    [Fact]
    public async Task After_a_restart_the_next_is_made_when_it_is_due()
    {
        await StartAsync();
        await StopAsync();
        _time.Advance(Hour - (2 * Minute));

        _keeper = New(_inbox);
        await StartAsync(rests: true);
        Assert.Equal(1, _inbox.Copies);
        await PassAsync(2 * Minute);

        Assert.Equal(2, _inbox.Copies);
    }

    [Fact]
    public async Task Files_that_are_no_backups_are_neither_counted_nor_removed_but_what_an_interrupted_backup_left_is()
    {
        Directory.CreateDirectory(Folder);
        string[] others =
        [
            "inbox-20200101T000000Z.db.gz", "inbox-20200101T000000Z.db-wal", "inbox-2020.db", "my-inbox-20200101T000000Z.db", "inbox.db",
            "inbox-20201301T000000Z.db", "inbox-20200101T000000z.db", "inbox-of-me.db.partial", "notes",
        ];
        foreach (var name in (string[])[.. others, "inbox-20200101T000000Z.db.partial", "inbox-20200101T000000Z.db.partial-journal"])
            await File.WriteAllTextAsync(Path.Combine(Folder, name), "");
        _options.Value.Backup.Keep = 1;

        await StartAsync();
        await PassAsync(Hour);

        Assert.Equal([.. others.Append("inbox-20261127T222200Z.db").Order(StringComparer.Ordinal)], Names);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(-400)]
    public async Task A_clock_that_jumps_removes_none_too_many_and_the_newest_stays(int days)
    {
        await StartAsync();
        await PassAsync(Hour);
        var before = Names;
        _time.Jump(TimeSpan.FromDays(days));

        await PassAsync(Hour);
        Assert.Equal(before, Names.Except([Names.Except(before).Single()]));

        _time.Jump(TimeSpan.FromDays(-days));
        await PassAsync(Hour);
        Assert.Equal([.. before, "inbox-20261128T002200Z.db"], Names);
        await PassAsync(2 * Hour);
        Assert.Equal(["inbox-20261128T002200Z.db", "inbox-20261128T012200Z.db", "inbox-20261128T022200Z.db"], Names);
    }

    [Fact]
    public async Task A_backup_of_a_clock_that_was_ahead_does_not_put_off_the_next()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "inbox-20301127T212200Z.db"), "");

        await StartAsync();

        Assert.Equal(["inbox-20261127T212200Z.db", "inbox-20301127T212200Z.db"], Names);
    }

    [Fact]
    public async Task A_failure_is_told_once_counted_tried_again_soon_and_told_when_it_is_over()
    {
        _inbox.Failure = new InboxUnavailableException("The disk is full.");
        await StartAsync();
        await PassAsync(10 * Minute);
        Assert.Equal(3, _backups.Failures);
        Assert.Equal([": 1", ": 1", ": 1"], _meters.Recorded("spotnana.webhooks.backup.failures"));
        Assert.Equal([": 600"], _meters.Observed("spotnana.webhooks.backup.age"));
        Assert.Contains("The disk is full.", _log.At(LogLevel.Error)[0], StringComparison.Ordinal);

        _inbox.Failure = null;
        await PassAsync(5 * Minute);

        Assert.Contains("The inbox is backed up again.", _log.At(LogLevel.Information));
        Assert.Single(Names);
    }

    [Fact]
    public async Task Whoever_asks_is_told_the_newest_from_before_a_time_and_about_when_it_goes()
    {
        await StartAsync();
        await PassAsync(2 * Hour);
        var all = _backups.List();
        Assert.Equal(
            [(_start + (2 * Hour), _start + (5 * Hour)), (_start + Hour, _start + (4 * Hour)), (_start, _start + (3 * Hour))],
            all.Select(backup => (backup.CreatedAt, backup.GoesAt)));
        Assert.Equal(all[1], _backups.NewestBefore(_start + Hour + Minute));
        Assert.Equal(all[2], _backups.NewestBefore(_start + Hour));
        Assert.Null(_backups.NewestBefore(_start));

        // Nobody knows what it holds: it may have been made before.
        _time.Jump(TimeSpan.FromMinutes(-90));
        Assert.Equal(all[0].Name, _backups.NewestBefore(_start)?.Name);
    }

    [Fact]
    public async Task A_backup_that_is_being_made_counts_when_somebody_asks()
    {
        var copied = new TaskCompletionSource();
        _inbox.Until = copied.Task;
        await _keeper.StartingAsync(default);
        await _keeper.StartAsync(default);
        await Wait.UntilAsync(() => _inbox.Begun == 1);

        Assert.Equal("inbox-20261127T212200Z.db", _backups.NewestBefore(_start + Minute)?.Name);
        Assert.Null(_backups.NewestBefore(_start));
        copied.SetResult();
        await Wait.UntilAsync(() => _backups.List().Count == 1);
    }

    [Fact]
    public async Task On_the_disk_of_the_inbox_there_is_a_warning_and_room_is_left_for_the_inbox()
    {
        _inbox.IsOnSameDisk = true;
        _options.Value.MinFreeBytes = 1L << 49;

        await StartAsync();

        Assert.Contains("on the disk of the inbox itself", Assert.Single(_log.At(LogLevel.Warning)), StringComparison.Ordinal);
        Assert.Contains("of free space", Assert.Single(_log.At(LogLevel.Error)), StringComparison.Ordinal);
        Assert.Empty(Names);
    }

    [Fact]
    public async Task An_engine_that_makes_no_backups_stops_the_start_where_there_is_a_folder()
    {
        using var keeper = New(new OtherInbox());
        var failure = await Assert.ThrowsAsync<InboxStartException>(() => keeper.StartingAsync(default));
        Assert.Contains("Inbox:Backup:Folder", failure.Message, StringComparison.Ordinal);
        Assert.Contains("makes no backups of its own", failure.Message, StringComparison.Ordinal);

        _options.Value.Backup.Folder = "";
        using var without = New(new OtherInbox());
        await without.StartingAsync(default);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_stops_the_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "made"), "a file");

        var failure = await Assert.ThrowsAsync<InboxStartException>(() => _keeper.StartingAsync(default));

        Assert.Contains($"Inbox:Backup:Folder is {Folder}, which is no folder", failure.Message, StringComparison.Ordinal);
    }

    private BackupKeeper New(IInbox inbox)
    {
        var engine = new InboxEngine("Copied", _ => inbox);
        return new BackupKeeper(
            inbox, new ChosenEngine(_options, [engine]), _status, _options, _backups, new WebhookMetrics(_meters, _time), _time, _log);
    }

    private async Task StartAsync(bool rests = false)
    {
        var before = _time.Rests;
        await _keeper.StartingAsync(default);
        await _keeper.StartAsync(default);
        await RestsAsync(before);
        if (!rests)
            await Wait.UntilAsync(() => _inbox.Begun > 0 || _backups.Failures > 0);
    }

    private async Task StopAsync()
    {
        await _keeper.StopAsync(default);
        _keeper.Dispose();
    }

    /// <summary>Lets time pass, a minute after the other.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        for (; time > TimeSpan.Zero; time -= Minute)
        {
            var before = _time.Rests;
            _time.Advance(Minute);
            await RestsAsync(before);
        }
    }

    private Task RestsAsync(int before) => Wait.UntilAsync(() => _time.Rests > before, () => $"more than {before} rests");

    private sealed class OtherInbox : UnusedInbox;

    private sealed class CopiedInbox : UnusedInbox, IInboxBackup, IInboxSpace
    {
        public Exception? Failure { get; set; }

        public bool IsOnSameDisk { get; set; }

        public Task Until { get; set; } = Task.CompletedTask;

        public int Begun { get; private set; }

        public int Copies { get; private set; }

        public async Task<long> BackUpAsync(string path, CancellationToken cancellationToken)
        {
            Begun++;
            await Until;
            if (Failure is { } failure)
                throw failure;
            await File.WriteAllTextAsync(path, "a copy", cancellationToken);
            Copies++;
            return 7;
        }

        public bool SharesDiskWith(string folder) => IsOnSameDisk;

        public Task<InboxSpace> ReadSpaceAsync(CancellationToken cancellationToken) => Task.FromResult(new InboxSpace(1000, 1000));
    }
}
