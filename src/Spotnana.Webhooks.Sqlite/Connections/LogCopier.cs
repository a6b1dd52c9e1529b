using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>
/// Copies most of the log back into the database while the write thread goes on writing to it, on a thread and a connection of its own.
/// What came meanwhile is left: the write thread copies that, for only it can have the log start over.
/// </summary>
internal sealed class LogCopier : IDisposable
{
    /// <summary>So little that the write thread is not held up long by it.</summary>
    public const long FewBytes = 256 << 10;

    private readonly SemaphoreSlim _wake = new(0);
    private readonly string _path;
    private readonly Action _onEnded;
    private readonly Action<SqliteException> _onBroken;
    private readonly Thread _thread;
    private volatile State _state;
    private volatile bool _isClosed;
    private SqliteSession? _session;
    private SafeFileHandle? _file;

    /// <param name="path">The inbox file.</param>
    /// <param name="onEnded">Called when it has copied what it could.</param>
    /// <param name="onBroken">Called when the file has failed.</param>
    public LogCopier(string path, Action onEnded, Action<SqliteException> onBroken)
    {
        (_path, _onEnded, _onBroken) = (path, onEnded, onBroken);
        _thread = new Thread(Loop) { Name = "inbox log", IsBackground = true };
        _thread.Start();
    }

    private enum State
    {
        Idle,
        Copying,
        Copied,
    }

    /// <summary>From the beginning of a copy until <see cref="TryEnd"/>.</summary>
    public bool IsCopying => _state != State.Idle;

    /// <summary>Begins. To be called by the write thread, while none is under way.</summary>
    public void Begin()
    {
        _state = State.Copying;
        _wake.Release();
    }

    /// <summary>To be called by the write thread: whether a copy has just come to its end.</summary>
    public bool TryEnd()
    {
        if (_state != State.Copied)
            return false;
        _state = State.Idle;
        return true;
    }

    /// <summary>Waits for the copy that is under way, and closes its connection.</summary>
    public void Stop()
    {
        _isClosed = true;
        _wake.Release();
        _thread.Join();
        _session?.Dispose();
    }

    /// <summary>
    /// To be called when no connection of this process is open any more: closing the file gives up the locks that they have on it.
    /// </summary>
    public void Dispose()
    {
        _file?.Dispose();
        _wake.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _wake.Wait();
            if (_isClosed)
                return;

            try
            {
                Copy(_session ??= SqliteSession.OpenToCopyLog(_path));
            }
            catch (SqliteException failure) when (SqliteFailure.IsBroken(failure))
            {
                _onBroken(failure);
                return;
            }
            catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
            {
                // As on a full disk. The write thread does the rest by itself next, meets the same failure, and knows what it means.
            }

            _state = State.Copied;
            _onEnded();
        }
    }

    private void Copy(SqliteSession session)
    {
        _file ??= File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        for (long? before = long.MaxValue, left; !_isClosed; before = left)
        {
            left = session.Log.CopyBackWithoutMark();

            Flush(_file);

            // What came meanwhile is less each time, unless the disk does not keep up: then the log must not grow on.
            if (left is null or <= FewBytes || left > before / 2)
                return;
        }
    }

    // SQLite does so only once all is copied, and that would hold up the write thread. When it fails, that is told once only: as SQLite's
    // own, it is the end of the inbox.
    private static void Flush(SafeFileHandle file)
    {
        try
        {
            DiskSync.Flush(file);
        }
        catch (IOException failure)
        {
            throw new SqliteException(failure.Message, raw.SQLITE_IOERR, raw.SQLITE_IOERR_FSYNC);
        }
    }
}
