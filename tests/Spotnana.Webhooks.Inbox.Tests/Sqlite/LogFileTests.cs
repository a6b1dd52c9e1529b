using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Files;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>A log is used with the file that it was written for, and with no other.</summary>
public sealed class LogFileTests : IDisposable
{
    private readonly InboxFolder _folder = new();
    private readonly InboxFolder _copies = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_state_of_a_file_fits_its_log_and_a_former_state_only_where_both_together_are_what_the_file_is(int seed)
    {
        var random = new Random(seed);
        var former = new List<byte[]>();
        var (refused, taken) = (0, 0);
        using var session = InboxFile.Open(_folder.File);
        using var copied = new SemaphoreSlim(0);
        var copier = new LogCopier(_folder.File, () => copied.Release(), failure => throw failure);
        session.Log.CopyBackBy(copier); // disposes of it
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(9))
            {
                case 0:
                    session.Log.CopyBack();
                    break;
                case 7 or 8: // does not touch the first page
                    session.Begin();
                    session.Execute($"INSERT OR REPLACE INTO meta (key, value) VALUES ('small', {1000 + step})");
                    session.Commit();
                    break;
                case 6 when copier.IsCopying:
                    session.Log.CopyBackWhenDue();
                    break;
                case 6:
                    session.Log.BeginCopyBack();
                    Assert.True(copied.Wait(Wait.Bound)); // the log may start over with the next commit
                    break;
                case 1:
                    former.Add(File.ReadAllBytes(_folder.File));
                    break;
                case 2:
                    former.Add(Backup(step));
                    break;
                default:
                    Write(session, step, random);
                    break;
            }

            Copy(File.ReadAllBytes(_folder.File));
            Assert.True(LogFile.MayBelongTo(_copies.File));
            foreach (var state in former)
            {
                Copy(state);
                var fits = LogFile.MayBelongTo(_copies.File);
                (refused, taken) = (refused + (fits ? 0 : 1), taken + (fits ? 1 : 0));
                if (fits)
                    Assert.Equal(Content(_folder), Content(_copies));
            }
        }

        Assert.True(refused > 20 && taken > 0, $"{refused} refused, {taken} taken");
    }

    [Fact]
    public void A_file_that_was_never_marked_fits_its_log()
    {
        _folder.Execute("PRAGMA journal_mode = WAL");
        using var connection = _folder.Connect();
        using var command = new Microsoft.Data.Sqlite.SqliteCommand("CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (1)", connection);
        command.ExecuteNonQuery();

        Assert.True(LogFile.MayBelongTo(_folder.File));
    }

    public void Dispose()
    {
        _folder.Delete();
        _copies.Delete();
    }

    private static void Write(SqliteSession session, int step, Random random)
    {
        session.Begin();
        session.Execute($"INSERT OR REPLACE INTO meta (key, value) VALUES ('{random.Next(20)}', hex(randomblob({random.Next(9000)})))");
        if (step % 5 == 0)
            session.Execute($"DELETE FROM meta WHERE key = '{random.Next(20)}'");
        session.Commit();
    }

    // As SQLite's own .backup makes one.
    private byte[] Backup(int step)
    {
        var path = Path.Combine(_copies.Path, $"backup {step}");
        using (var from = _folder.Connect())
        using (var to = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False"))
        {
            to.Open();
            from.BackupDatabase(to);
        }

        return File.ReadAllBytes(path);
    }

    private void Copy(byte[] database)
    {
        File.Delete(_copies.File + "-shm");
        File.WriteAllBytes(_copies.File, database);
        File.Copy(_folder.File + "-wal", _copies.File + "-wal", overwrite: true);
    }

    private static List<string> Content(InboxFolder folder) =>
    [
        .. folder.Query("SELECT key || ' ' || value FROM meta ORDER BY key", row => row.GetString(0)),
        .. folder.Query("PRAGMA integrity_check", row => row.GetString(0)),
    ];
}
