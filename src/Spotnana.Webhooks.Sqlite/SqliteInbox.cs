using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Files;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>The inbox in a SQLite file: for one machine and one process, durable with every commit.</summary>
/// <remarks>
/// All that writes goes through one thread and shares its commits. The file is fit for reading by others meanwhile (WAL), but has one
/// owner: the process that holds the lock on <c>inbox.db.lock</c>.
/// </remarks>
public sealed partial class SqliteInbox : IInbox, IInboxStats
{
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteInbox> _logger;
    private readonly WorkSignal _signal;
    private OwnerLock? _lock;
    private WriteThread? _thread;
    private Operations? _operations;
    private SqliteReader? _reader;

    /// <summary>Makes one; <see cref="TryOpenAsync"/> opens it.</summary>
    public SqliteInbox(SqliteInboxOptions options, TimeProvider time, ILogger<SqliteInbox> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _path = Path.GetFullPath(options.Path);
        _time = time;
        _logger = logger;
        _signal = new WorkSignal(time);
    }

    /// <inheritdoc/>
    public Task<bool> TryOpenAsync(CancellationToken cancellationToken) => Task.Run(TryOpen, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken) =>
        RunAsync(operations => operations.Appending.Run(entries, Now), cancellationToken, entries.Sum(entry => entry.Delivery.Body.Length));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Lease>> LeaseAsync(string handler, int count, TimeSpan duration, CancellationToken cancellationToken) =>
        RunAsync(operations => operations.Leasing.Run(handler, count, duration, Now), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        RunAsync(operations => operations.Leasing.Renew(lease, duration, Now), cancellationToken);

    /// <inheritdoc/>
    public Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken) =>
        RunAsync(operations => operations.Settle(settlement, next, Now), cancellationToken);

    /// <inheritdoc/>
    public Task WaitForWorkAsync(string handler, CancellationToken cancellationToken) =>
        _signal.WaitAsync(handler, stop => RunAsync(operations => operations.Lanes.EarliestDue(handler), stop), cancellationToken);

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) =>
        RunAsync(operations => operations.Probe(Now), cancellationToken);

    /// <inheritdoc/>
    public Task<InboxStats> ReadStatsAsync(CancellationToken cancellationToken) =>
        RunAsync(operations => operations.Counting.Read(), cancellationToken);

    /// <summary>Finishes what waits, copies the log back into the file, closes it and gives up its ownership.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_thread is null)
            return;

        await _reader!.DisposeAsync().ConfigureAwait(false);
        var closed = await _thread.StopAsync().ConfigureAwait(false);
        _signal.RaiseAll();
        if (closed)
            _lock?.Dispose(); // a broken inbox stays locked: nobody else may open it while this process has its files open
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private Task<T> RunAsync<T>(Func<Operations, T> run, CancellationToken cancellationToken, int bytes = 0)
    {
        var operations = _operations ?? throw NotOpen();
        return _thread!.RunAsync(() => run(operations), bytes, cancellationToken);
    }

    private static InvalidOperationException NotOpen() => new("The inbox is not open: TryOpenAsync has not returned true yet.");

    private bool TryOpen()
    {
        if (_thread is not null)
            return true;

        try
        {
            PrivateFiles.CreateDirectoryOf(_path);
            _lock = OwnerLock.TryTake(_path + ".lock");
            if (_lock is null)
                return false;

            WarnOfDangerousDisk();
            Start(InboxFile.Open(_path));
            return true;
        }
        catch (Exception failure)
        {
            _lock?.Dispose();
            if (StartFailure.IsExpected(failure))
                throw StartFailure.ToInboxException(failure, _path);
            throw;
        }
    }

    private void Start(SqliteSession session)
    {
        try
        {
            _operations = new Operations(session, _path, _logger);
            session.Begin();
            _operations.Lanes.EndAllLeases();
            session.Commit();
        }
        catch
        {
            session.Dispose();
            throw;
        }

        _reader = new SqliteReader(_path);
        _thread = new WriteThread(session, _signal, _path, failure => Log.Broken(_logger, failure));
    }

    private void WarnOfDangerousDisk()
    {
        const string Mounts = "/proc/self/mountinfo";
        if (File.Exists(Mounts) && MountInfo.Find(File.ReadAllText(Mounts), _path) is { Danger: { } danger } mount)
            Log.DangerousDisk(_logger, _path, mount.Type, mount.Point, danger);
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Warning,
            "The inbox file {Path} lies on {FileSystem} (mounted at {MountPoint}): {Danger}. Deliveries answered 200 may be lost: put it on a local disk")]
        public static partial void DangerousDisk(ILogger logger, string path, string fileSystem, string mountPoint, string danger);

        [LoggerMessage(11, LogLevel.Critical, "The inbox is given up until the process is started again")]
        public static partial void Broken(ILogger logger, Exception failure);
    }
}
