using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.Sqlite.Flow;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>The inbox in a SQLite file: for one machine and one process, on disk with every commit.</summary>
/// <remarks>
/// All writes go through one thread and share its commits. Other programs may read the file meanwhile, as it has a write-ahead log. Only
/// one process may own it: the one that holds the lock on the file beside it, whose name ends in <c>.lock</c>.
/// </remarks>
public sealed partial class SqliteInbox : IInbox, IInboxStats
{
    private string _path;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteInbox> _logger;
    private readonly WorkSignal _signal;
    private readonly WorkSignal _tries;
    private OwnerLock? _lock;
    private WriteThread? _thread;
    private WriteStatements? _statements;
    private SqliteReader<ReadStatements>? _reader;
    private readonly EncryptionKeys _keys;
    private readonly UnreadableBodies _unreadable;
    private volatile BodyCodec? _bodies;

    /// <summary>Makes an inbox that is closed. <see cref="TryOpenAsync"/> opens it.</summary>
    /// <param name="options">Where its file is.</param>
    /// <param name="time">The clock that leases and due times go by.</param>
    /// <param name="logger">Told of deliveries that do not fit, of a disk that is not safe, and of the file's failure.</param>
    /// <param name="keys">The keys of its bodies. Null: they are not encrypted.</param>
    public SqliteInbox(SqliteInboxOptions options, TimeProvider time, ILogger<SqliteInbox> logger, EncryptionKeys? keys = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _path = Path.GetFullPath(options.Path);
        _time = time;
        _logger = logger;
        _keys = keys ?? EncryptionKeys.None;
        _signal = new WorkSignal(time);
        _tries = new WorkSignal(time);
        _unreadable = new UnreadableBodies(time, logger);
    }

    /// <inheritdoc/>
    public Task<bool> TryOpenAsync(CancellationToken cancellationToken) => Task.Run(TryOpen, cancellationToken);

    /// <inheritdoc/>
    public StoredBody? Encode(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return _bodies?.Encode(delivery.Body.Span, BodyOwner.Of(delivery, copy: 0));
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        RunAsync(statements => statements.Leasing.Renew(lease, duration, Now), cancellationToken);

    /// <inheritdoc/>
    public Task WaitForWorkAsync(string handler, CancellationToken cancellationToken) =>
        _signal.WaitAsync(handler, stop => RunAsync(statements => statements.Lanes.EarliestDue(handler), stop), cancellationToken);

    /// <inheritdoc/>
    public Task WaitForTryAsync(string handler, CancellationToken cancellationToken) =>
        _tries.WaitForRaiseAsync(handler, cancellationToken);

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) =>
        RunAsync(statements => statements.Probing.Run(Now), cancellationToken);

    /// <inheritdoc/>
    public async Task<InboxStats> ReadStatsAsync(CancellationToken cancellationToken)
    {
        var stats = await RunAsync(static statements => statements.Stats.Read(), cancellationToken).ConfigureAwait(false);
        var (missingKey, damaged) = _unreadable.Count();
        return stats with { MissingKey = missingKey, Damaged = damaged };
    }

    /// <summary>Finishes the work that is waiting, copies the log back into the file, closes the file and gives up its ownership.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_thread is null)
            return;

        await _reader!.DisposeAsync().ConfigureAwait(false);
        var isAnyLeased = RunAsync(static statements => statements.Lanes.IsAnyLeased(), CancellationToken.None);
        var closed = await _thread.StopAsync().ConfigureAwait(false);
        _signal.RaiseAll();
        if (!closed)
            return; // a broken inbox stays locked: no other process may open it while this one has its files open

        if (isAnyLeased is { IsCompletedSuccessfully: true, Result: false })
            _begun!.Void();
        _lock?.Dispose();
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private Task<T> RunAsync<T>(
        Func<WriteStatements, T> run, CancellationToken cancellationToken, int bytes = 0, WriteFollowUp<T> followUp = default)
    {
        var statements = _statements ?? throw NotOpen();
        return _thread!.RunAsync(() => run(statements), bytes, cancellationToken, followUp);
    }

    private static InvalidOperationException NotOpen() => new("The inbox is not open: TryOpenAsync has not returned true yet.");

    private bool TryOpen()
    {
        if (_thread is not null)
            return true;

        try
        {
            _path = ResolvedPath.Of(_path); // before the lock, which is beside the file itself
            PrivateFiles.CreateDirectoryOf(_path);
            _lock = OwnerLock.TryTake(_path + ".lock");
            if (_lock is null)
                return false;

            WarnOfDangerousDisk();
            Start(InboxFile.Open(_path, _keys));
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
            _bodies = session.Bodies;
            _begun = new BegunLeases(new BegunTable(_lock!.Handle, BegunTable.Slots), BegunTable.Slots, _logger);
            _statements = new WriteStatements(session, _path, _logger, _unreadable, _begun);
            session.Begin();
            _statements.Lanes.EndAllLeases(_begun.ReadLast());
            foreach (var handler in _statements.Pausing.Read())
                _paused[handler] = true;
            session.Commit();
            _begun.Clear();
        }
        catch
        {
            session.Dispose();
            throw;
        }

        _reader = new SqliteReader<ReadStatements>(
            _path, session => new ReadStatements(session, _bodies!), damage => _thread!.Break(damage));
        _thread = new WriteThread(session, _signal, _path, OnBroken);
        session.Log.CopyBackBy(new LogCopier(_path, _thread.Nudge, _thread.Break));
    }

    private void OnBroken(Exception failure)
    {
        if (SqliteFailure.IsDamage(failure.InnerException!))
            DamageNote.Write(_path, failure);
        Log.Broken(_logger, failure);
    }

    private void WarnOfDangerousDisk()
    {
        if (File.Exists(Mounts) && MountInfo.Find(File.ReadAllText(Mounts), _path) is { Danger: { } danger } mount)
            Log.DangerousDisk(_logger, _path, mount.Type, mount.Point, danger);
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Warning,
            "The inbox file {Path} lies on {FileSystem} (mounted at {MountPoint}): {Danger}. Deliveries answered 200 may be lost: put it on a local disk")]
        public static partial void DangerousDisk(ILogger logger, string path, string fileSystem, string mountPoint, string danger);

        [LoggerMessage(11, LogLevel.Critical, "The inbox has failed and takes nothing more")]
        public static partial void Broken(ILogger logger, Exception failure);
    }
}
