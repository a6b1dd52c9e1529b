using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Inbox;
using SQLitePCL;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>The meaning of a failure of SQLite for the inbox.</summary>
internal static class SqliteFailure
{
    /// <summary>True where the store works, and only the data that it was given is at fault: other entries can be stored.</summary>
    public static bool IsData(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH };

    /// <summary>True where the whole group has to be taken back: the disk, the file or the memory is at fault.</summary>
    public static bool IsInfrastructure(Exception failure) => IsBroken(failure) || IsUnavailable(failure);

    /// <summary>
    /// True where nobody can say what is stored before the file is read back from disk. A full disk is usually not such a failure: SQLite
    /// reports it as SQLITE_FULL when a write fails, and as SQLITE_IOERR_SHMSIZE when the shared index (which is rebuilt from the log when
    /// lost) cannot grow. But when an fsync fails for it, that is SQLITE_IOERR_FSYNC as for every failed fsync, and counts: the kernel may
    /// have dropped the pages, and a second fsync would succeed all the same.
    /// </summary>
    public static bool IsBroken(Exception failure) => failure switch
    {
        _ when IsDamage(failure) => true,
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR } sqlite =>
            sqlite.SqliteExtendedErrorCode is not (raw.SQLITE_IOERR_SHMSIZE or raw.SQLITE_IOERR_NOMEM),
        FileNotFoundException => true, // from the probe: the file was removed
        _ => false,
    };

    /// <summary>For the callers of a group that was taken back.</summary>
    public static InboxUnavailableException Unavailable(Exception failure, string path) =>
        new($"The inbox file {path} takes no writes for now: {failure.Message}", failure);

    /// <summary>True where the file itself is damaged: no restart helps.</summary>
    public static bool IsDamage(Exception failure) => failure switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } => true,
        AggregateException several => several.InnerExceptions.Any(IsDamage),
        _ => false,
    };

    /// <summary>How a damaged file is replaced.</summary>
    public static string Fix(string path) =>
        $"Put the newest backup in its place: spotnana-webhooks inbox restore BACKUP --sqlite '{path}' (what it replaces is kept). "
        + "Without a backup, move the file away together with its -wal and -shm files to start empty";

    /// <summary>For everybody, once the file has failed.</summary>
    public static InboxBrokenException Broken(Exception failure, string path) => IsDamage(failure)
        ? new($"The inbox file {path} is damaged: {failure.Message.TrimEnd('.')}. {Fix(path)}.", failure)
        : new($"The inbox file {path} failed: {failure.Message} Restart the process, which then reads it back from disk.", failure);

    /// <summary>For whoever comes after the inbox was closed.</summary>
    public static ObjectDisposedException Closed(string path) => new(objectName: null, $"The inbox file {path} is closed.");

    private static bool IsUnavailable(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_BUSY or raw.SQLITE_LOCKED
            or raw.SQLITE_NOMEM or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_PERM or raw.SQLITE_INTERRUPT,
    };
}
