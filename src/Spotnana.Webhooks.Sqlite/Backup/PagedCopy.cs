using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using Spotnana.Webhooks.Sqlite.Connections;
using SQLitePCL;

namespace Spotnana.Webhooks.Sqlite.Backup;

/// <summary>Copies the pages of the state that a session sees into an empty file, a few at a time.</summary>
internal sealed class PagedCopy : IDisposable
{
    private const int PagesAtOnce = 32;

    // What is not on disk yet is little at any time: when a commit syncs the log, the disk has not much of the copy to write.
    private const long FlushedAtOnce = 2 << 20;

    // The cache is small for the same reason. Nobody needs the file if the process ends meanwhile.
    private const string TargetPragmas = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1024;";

    private readonly SqliteSession _target;
    private readonly sqlite3_backup _backup;
    private readonly SafeFileHandle _file;
    private long _flushed;

    /// <param name="source">
    /// A session that reads, with a transaction: without one the copy would start over with each commit of others.
    /// </param>
    /// <param name="path">The file.</param>
    public PagedCopy(SqliteSession source, string path)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _target = SqliteSession.OpenAlone(path);
        _target.Execute(TargetPragmas);
        _backup = raw.sqlite3_backup_init(_target.Handle, "main", source.Handle, "main");
        if (_backup.IsInvalid)
            SqliteException.ThrowExceptionForRC(raw.sqlite3_errcode(_target.Handle), _target.Handle);
    }

    /// <summary>Copies the next pages.</summary>
    /// <returns>False: all were copied. They are not all on disk.</returns>
    public bool Step()
    {
        var result = raw.sqlite3_backup_step(_backup, PagesAtOnce);
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
            SqliteException.ThrowExceptionForRC(result, _target.Handle);

        var written = RandomAccess.GetLength(_file);
        if (written - _flushed >= FlushedAtOnce)
        {
            DiskSync.Flush(_file);
            _flushed = written;
        }

        return result == raw.SQLITE_OK;
    }

    public void Dispose()
    {
        _backup.Dispose();
        _target.Dispose();
        _file.Dispose(); // last: closing it gives up the locks of the session
    }
}
