using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>Backs the inbox up every so often, and removes the oldest backups once there are enough newer ones.</summary>
/// <remarks>
/// How many there are decides, not how old they are: so a jump of the clock removes none too many. Between two backups of this process
/// it counts the time that passed.
/// </remarks>
internal sealed partial class BackupKeeper(
    IInbox inbox, ChosenEngine chosen, InboxStatus status, IOptions<InboxOptions> options, Backups backups, WebhookMetrics metrics,
    TimeProvider time, ILogger<BackupKeeper> logger) : BackgroundService, IHostedLifecycleService
{
    public const string Setting = $"{InboxOptions.Section}:{nameof(InboxOptions.Backup)}:{nameof(BackupOptions.Folder)}";

    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(5);

    private readonly BackupOptions _options = options.Value.Backup;
    private readonly FailureLines _lines = new(time);
    private BackupFiles? _files;
    private DateTimeOffset _since;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_options.Folder.Length == 0)
            return Task.CompletedTask;
        if (inbox is not IInboxBackup backup)
            throw new InboxStartException(
                $"{Setting} is {_options.Folder}, but the engine {chosen.Engine.Name} makes no backups of its own. "
                + "Remove the setting, and back its database up with that one's own tools.");

        _files = new BackupFiles(_options.Folder);
        _files.MakeFolder();
        if (backup.SharesDiskWith(_files.Folder))
            Log.SameDisk(logger, Setting, _files.Folder);
        _since = time.GetUtcNow();
        metrics.WatchBackups(() => backups.NewestAt ?? _since);
        Refresh();
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_files is null)
            return;

        await status.Opened.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var (rest, from) = (UntilFirst(), time.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            var left = rest - time.GetElapsedTime(from);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left < Look ? left : Look, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Refresh();
                continue;
            }

            from = time.GetTimestamp();
            var isDone = await TryBackUpAsync((IInboxBackup)inbox, _files, stoppingToken).ConfigureAwait(false);
            rest = isDone || _options.Every < AfterFailure ? _options.Every : AfterFailure;
        }
    }

    // A newest one that lies ahead of the clock tells nothing of when it was made.
    private TimeSpan UntilFirst() =>
        backups.NewestAt is { } newest && newest <= time.GetUtcNow() ? newest + _options.Every - time.GetUtcNow() : TimeSpan.Zero;

    private async Task<bool> TryBackUpAsync(IInboxBackup backup, BackupFiles files, CancellationToken stopping)
    {
        try
        {
            files.RemovePartial();
            await RequireRoomAsync(backup, files, stopping).ConfigureAwait(false);
            var (name, at) = files.Next(time.GetUtcNow());
            backups.Begin(name, at);
            var from = time.GetTimestamp();
            var deliveries = await backup.BackUpAsync(files.PathOf(name), stopping).ConfigureAwait(false);
            Log.Done(
                logger, name, deliveries, new FileInfo(files.PathOf(name)).Length / 1e6, time.GetElapsedTime(from).TotalSeconds);
            foreach (var (old, _) in files.Read(time.GetUtcNow()).Skip(_options.Keep))
                files.Remove(old);
            if (_lines.Works("", out _))
                Log.Works(logger);
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure)
        {
            backups.Fail();
            metrics.BackupFailed();
            if (_lines.Fails("", out _))
                Log.Failing(logger, _files!.Folder, failure.Message);
            return false;
        }
        finally
        {
            Refresh();
            backups.End();
        }
    }

    // A backup that fills the disk would do so for the inbox, where they share it.
    private async Task RequireRoomAsync(IInboxBackup backup, BackupFiles files, CancellationToken cancellationToken)
    {
        if (inbox is not IInboxSpace space)
            return;

        var needed = (await space.ReadSpaceAsync(cancellationToken).ConfigureAwait(false)).Bytes;
        if (backup.SharesDiskWith(files.Folder))
            needed += options.Value.MinFreeBytes;
        if (new DriveInfo(files.Folder).AvailableFreeSpace is var free && free < needed)
            throw new IOException($"It takes {needed / 1_000_000} MB of free space, and there are {free / 1_000_000} MB.");
    }

    private void Refresh()
    {
        try
        {
            backups.Show(_files!.Read(time.GetUtcNow()));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The next backup fails for it, and says so.
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Setting:l} is {Folder}, on the disk of the inbox itself: what takes that disk takes both. Set it to a folder on another one")]
        public static partial void SameDisk(ILogger logger, string setting, string folder);

        [LoggerMessage(2, LogLevel.Information, "The inbox was backed up: {Name:l}, {Deliveries} deliveries, {Megabytes:0.0} MB in {Seconds:0.0} s")]
        public static partial void Done(ILogger logger, string name, long deliveries, double megabytes, double seconds);

        [LoggerMessage(3, LogLevel.Error, "The inbox could not be backed up to {Folder}. It is tried again: {Reason}")]
        public static partial void Failing(ILogger logger, string folder, string reason);

        [LoggerMessage(4, LogLevel.Information, "The inbox is backed up again.")]
        public static partial void Works(ILogger logger);
    }
}
