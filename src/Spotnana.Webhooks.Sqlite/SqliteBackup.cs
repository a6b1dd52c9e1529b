using System.Globalization;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Backup;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.Sqlite.Schema;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>Copies a SQLite inbox while its service runs, and puts a copy back while none does.</summary>
/// <remarks>A copy holds all that the inbox holds, travellers' data too: its mode is 0600.</remarks>
public static class SqliteBackup
{
    /// <summary>Writes one state of the inbox into a file: there whole and on disk, or not at all. A service may go on meanwhile.</summary>
    /// <param name="inbox">The path of the inbox file.</param>
    /// <param name="backup">The path of the file to write.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="InboxStartException">There is no such inbox, or it is damaged. The message says what to do.</exception>
    /// <exception cref="IOException">The file cannot be written, or is there already.</exception>
    public static void Create(string inbox, string backup, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(inbox);
        ArgumentException.ThrowIfNullOrWhiteSpace(backup);
        var (path, target) = (ResolvedPath.Of(inbox), Path.GetFullPath(backup));
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
            throw new InboxStartException($"There is no inbox {path}.");
        if (ResolvedPath.Of(target) == path)
            throw new IOException($"{backup} is the inbox itself.");
        if (!overwrite && Path.Exists(target))
            throw new IOException($"{backup} exists already.");
        CheckLog(path);

        new BackupRun(path, target, pace: null).Run(overwrite);
    }

    /// <summary>
    /// Puts a backup in the place of an inbox, after checking all of it. What it replaces stays under another name, with its log. A backup
    /// of a file that a release before schema version 3 made gets the layout of a new file, which that release cannot use any more. What
    /// was erased since the backup was made is erased again by the service.
    /// </summary>
    /// <param name="backup">The path of the backup: one file, or one with its log beside it, as in a snapshot. It is not changed.</param>
    /// <param name="inbox">The path of the inbox file.</param>
    /// <param name="time">The clock that names what is replaced.</param>
    /// <returns>Where the file that was there is now. Null: there was none.</returns>
    /// <exception cref="InboxStartException">
    /// A service owns the inbox, or the backup is damaged, no inbox, or of a newer release. Nothing was changed.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static string? Restore(string backup, string inbox, TimeProvider time) => Restore(backup, inbox, time, out _);

    /// <inheritdoc cref="Restore(string, string, TimeProvider)"/>
    /// <param name="backup">The path of the backup.</param>
    /// <param name="inbox">The path of the inbox file.</param>
    /// <param name="time">The clock that names what is replaced.</param>
    /// <param name="erasures">What became of the erasures that were requested since the backup was made.</param>
    public static string? Restore(string backup, string inbox, TimeProvider time, out ErasuresKept erasures)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(inbox);
        ArgumentException.ThrowIfNullOrWhiteSpace(backup);
        ArgumentNullException.ThrowIfNull(time);
        var (source, path) = (ResolvedPath.Of(backup), ResolvedPath.Of(inbox));
        if (source == path)
            throw new InboxStartException($"{backup} is the inbox itself. Name a backup.");
        PrivateFiles.CreateDirectoryOf(path);
        using var owner = OwnerLock.TryTake(path + ".lock")
            ?? throw new InboxStartException($"Another process owns the inbox {path}. Stop the service first.");

        var (copy, moved) = (path + ".restoring", path + ".restoring-moved");
        DatabaseFiles.Remove(copy);
        DatabaseFiles.Remove(moved);
        try
        {
            CopyChecked(source, copy);
            var ready = TryMove(source, copy, moved) ? moved : copy;
            var (carried, problem) = CarriedErasures.Carry(path, ready);
            erasures = new ErasuresKept(carried, problem);
            PrivateFiles.Flush(ready);
            return Replace(path, ready, time);
        }
        finally
        {
            DatabaseFiles.Remove(copy);
            DatabaseFiles.Remove(moved);
        }
    }

    private static void CopyChecked(string source, string copy)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal"])
        {
            if (suffix.Length > 0 && !File.Exists(source + suffix))
                continue;
            PrivateFiles.CreateNew(copy + suffix);
            using var from = File.OpenRead(source + suffix);
            using var to = new FileStream(copy + suffix, FileMode.Open, FileAccess.Write);
            from.CopyTo(to);
        }

        if (!LogFile.MayBelongTo(copy))
            throw new InboxStartException($"The log {source}-wal does not belong to {source}. Name another backup.");
        DatabaseFiles.Explained(source, () =>
        {
            using var session = SqliteSession.OpenAlone(copy);
            SqliteSchema.CheckThere(session, source);
            if (session.FindDamage() is { } damage)
                throw new InboxStartException($"{source} is damaged: {damage.TrimEnd('.')}. Name another backup.");
            session.FoldLog();
        });
        PrivateFiles.Flush(copy);
    }

    /// <summary>Writes a copy of the older layout into another file, with the layout of a new one. The bodies stay as they are.</summary>
    /// <returns>False: it has that layout already, and nothing is written.</returns>
    private static bool TryMove(string source, string copy, string moved)
    {
        var moves = DatabaseFiles.Explained(source, () =>
        {
            using var session = SqliteSession.OpenAlone(copy);
            SqliteSchema.Migrate(session, SqliteSchema.Check(session, source));
            if (SqliteSchema.HasNewLayout(session))
                return false;

            PrivateFiles.CreateNew(moved);
            session.CopyTo(moved, SqliteSession.PageBytes);
            return true;
        });
        if (!moves)
            return false;

        DatabaseFiles.Explained(moved, () =>
        {
            using var session = SqliteSession.OpenAlone(moved);
            SqliteSchema.MoveToNewLayout(session);
        });
        PrivateFiles.Flush(moved);
        return true;
    }

    private static string? Replace(string path, string copy, TimeProvider time)
    {
        string? kept = null;
        RestoreNote.Write(path); // from here on no service starts with half of it
        if (Path.Exists(path) || Path.Exists(path + "-wal"))
        {
            kept = FreeName($"{path}.before-restore-{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
            foreach (var suffix in (ReadOnlySpan<string>)["", .. DatabaseFiles.Companions])
            {
                if (File.Exists(path + suffix))
                    File.Move(path + suffix, kept + suffix);
            }
        }

        File.Move(copy, path);
        DamageNote.Remove(path);
        RestoreNote.Remove(path);
        return kept;
    }

    private static string FreeName(string name)
    {
        var free = name;
        for (var i = 2; Path.Exists(free) || Path.Exists(free + "-wal"); i++)
            free = $"{name}-{i}";
        return free;
    }

    // While no service runs, the log lies still.
    private static void CheckLog(string path)
    {
        using var owner = OwnerLock.TryTake(path + ".lock");
        if (owner is not null && !LogFile.MayBelongTo(path))
            throw new InboxStartException($"The log {path}-wal does not belong to {path}: there is nothing sound to copy.");
    }
}
