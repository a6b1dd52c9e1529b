using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Inbox;
using SQLitePCL;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>What a failure of SQLite means for the inbox.</summary>
internal static class SqliteFailure
{
    /// <summary>True where the entry itself is at fault: the store works, and the entry's neighbours go on.</summary>
    public static bool IsData(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH };

    /// <summary>True where a group cannot go on: the disk, the file or the memory is at fault.</summary>
    public static bool IsInfrastructure(Exception failure) => IsBroken(failure) || IsUnavailable(failure);

    /// <summary>
    /// True where only reading back from disk tells what is stored. A full disk is not among these: SQLite reports ENOSPC of a write as
    /// SQLITE_FULL, and of growing the shared index (rebuilt from the log when lost) as SQLITE_IOERR_SHMSIZE. ENOSPC of an fsync is
    /// SQLITE_IOERR_FSYNC like every failed fsync, and is: the kernel may have dropped the pages, and a second fsync would succeed.
    /// </summary>
    public static bool IsBroken(Exception failure) => failure switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } => true,
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR } sqlite =>
            sqlite.SqliteExtendedErrorCode is not (raw.SQLITE_IOERR_SHMSIZE or raw.SQLITE_IOERR_NOMEM),
        FileNotFoundException => true, // the probe's: the file was removed
        _ => false,
    };

    /// <summary>What the callers of a group that was taken back get.</summary>
    public static InboxUnavailableException Unavailable(Exception failure, string path) =>
        new($"The inbox file {path} takes no writes for now: {failure.Message}", failure);

    /// <summary>What everybody gets once the file has failed.</summary>
    public static InboxBrokenException Broken(Exception failure, string path) =>
        new($"The inbox file {path} failed: {failure.Message} Restart the process, so that it is read back from disk.", failure);

    private static bool IsUnavailable(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_BUSY or raw.SQLITE_LOCKED
            or raw.SQLITE_NOMEM or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_PERM or raw.SQLITE_INTERRUPT,
    };
}
