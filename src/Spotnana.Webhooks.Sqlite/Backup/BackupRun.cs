using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.Sqlite.Schema;
using SQLitePCL;

namespace Spotnana.Webhooks.Sqlite.Backup;

/// <summary>
/// Writes one state of an inbox into a file, and reads that back. It copies pages as they are, which takes far less time than to write all
/// rows anew, and sees one state for all that time: the log cannot start over meanwhile, and grows.
/// </summary>
/// <param name="path">The inbox file.</param>
/// <param name="target">The file to write.</param>
/// <param name="pace">Null: as fast as possible.</param>
internal sealed class BackupRun(string path, string target, Pace? pace)
{
    // Of what is free on the disk of the inbox, how much the log may take because of this.
    private const int LogShare = 4;

    private const int StepsOfCheck = 20_000;

    /// <returns>How many deliveries it holds.</returns>
    public long Run(bool overwrite)
    {
        var partial = target + ".partial";
        DatabaseFiles.Remove(partial);
        PrivateFiles.CreateNew(partial);
        try
        {
            var deliveries = DatabaseFiles.Explained(path, () => Copy(partial));
            DatabaseFiles.Explained(partial, () => MakeOneFile(partial));
            PrivateFiles.Flush(partial);
            DatabaseFiles.Explained(partial, () => Check(partial, deliveries));
            File.Move(partial, target, overwrite);
            return deliveries;
        }
        finally
        {
            DatabaseFiles.Remove(partial);
        }
    }

    private long Copy(string partial)
    {
        using var source = SqliteSession.OpenToRead(path);
        SqliteSchema.CheckThere(source, path);
        source.Begin();
        var deliveries = source.ReadInteger("SELECT count(*) FROM delivery"); // from here on it sees one state
        var (log, most) = (LogBytes(), pace is null ? long.MaxValue : FileSpace.Measure(path).FreeBytes / LogShare);
        using (var copy = new PagedCopy(source, partial))
        {
            while (copy.Step())
            {
                pace?.Rest();
                if (LogBytes() - log > most)
                    throw new IOException(
                        $"The log of {path} grew by a quarter of the free space of its disk before all was copied.");
            }
        }

        source.Rollback();
        return deliveries;
    }

    private long LogBytes() => new FileInfo(path + "-wal") is { Exists: true } log ? log.Length : 0;

    private static void MakeOneFile(string partial)
    {
        using var copy = SqliteSession.OpenAlone(partial);
        copy.FoldLog();

        // With a mark of its own it is never taken for the file whose log lies somewhere.
        copy.Execute($"PRAGMA user_version = {RandomNumberGenerator.GetInt32(1, int.MaxValue)}");
    }

    private void Check(string partial, long deliveries)
    {
        using var copy = SqliteSession.OpenToRead(partial);
        if (pace is not null)
            raw.sqlite3_progress_handler(copy.Handle, StepsOfCheck, Rest, null);
        SqliteSchema.CheckThere(copy, partial);
        try
        {
            if (copy.ReadText("PRAGMA quick_check(1)") is var damage and not "ok")
                throw new InboxStartException(
                    $"The backup was read back and is damaged, and so is {path} perhaps: {damage.TrimEnd('.')}. Check that.");
            if (copy.ReadInteger("SELECT count(*) FROM delivery") is var found && found != deliveries)
                throw new IOException($"The backup was read back and holds {found} deliveries instead of {deliveries}.");
        }
        catch (SqliteException stopped) when (stopped.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            pace!.Rest(); // it throws
            throw;
        }
    }

    private int Rest(object? state)
    {
        try
        {
            pace!.Rest();
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 1; // an exception must not pass through SQLite
        }
    }
}
