using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Backup;
using Spotnana.Webhooks.Sqlite.Files;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxBackup
{
    private const string Mounts = "/proc/self/mountinfo";

    /// <inheritdoc/>
    public async Task<long> BackUpAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if ((_thread ?? throw NotOpen()).Failure is { } broken)
            throw broken;
        try
        {
            var run = new BackupRun(_path, Path.GetFullPath(path), new Pace(_time, cancellationToken));
            return await Task.Factory.StartNew(
                () => run.Run(overwrite: false), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is InboxStartException or IOException or UnauthorizedAccessException)
        {
            throw new InboxUnavailableException(failure.Message, failure);
        }
    }

    /// <inheritdoc/>
    public bool SharesDiskWith(string folder)
    {
        if (!File.Exists(Mounts))
            return Path.GetPathRoot(Path.GetFullPath(folder)) == Path.GetPathRoot(_path) && OperatingSystem.IsWindows();
        var mounts = File.ReadAllText(Mounts);
        return MountInfo.Find(mounts, ResolvedPath.Of(folder))?.Device == MountInfo.Find(mounts, ResolvedPath.Of(_path))?.Device;
    }
}
