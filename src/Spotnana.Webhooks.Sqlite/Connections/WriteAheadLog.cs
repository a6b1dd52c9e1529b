using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>
/// When the log is copied back into the database, and what that leaves. SQLite hides the errors of its own checkpoints: these are ours.
/// </summary>
internal sealed class WriteAheadLog(SqliteSession session) : IDisposable
{
    // Often enough to bound it, rarely enough that a page which changes often is copied only once.
    private const long MostBytes = 16 << 20;

    // In milliseconds: while a backlog is pruned, the log is not emptied after each batch.
    private const long EmptyEvery = 1000;

    private Statement? _copyBack;
    private Statement? _empty;
    private LogCopier? _copier;
    private long _pageBytes;
    private long _pages;
    private long _dueBytes = MostBytes;
    private long _emptied;
    private long _emptyAt;

    /// <summary>Whether a statement takes bodies away or writes over them, in this release or in a later one.</summary>
    public static bool RemovesBodies(string sql) =>
        sql.Contains("DELETE FROM payload", StringComparison.Ordinal) || sql.Contains("UPDATE payload", StringComparison.Ordinal);

    /// <summary>Has somebody else copy most of it back from now on, while writing goes on.</summary>
    public void CopyBackBy(LogCopier copier) => _copier = copier;

    /// <summary>
    /// To be called right before a commit. While somebody else copies the log back it may start over with any commit, and begins with the
    /// mark even so.
    /// </summary>
    public void Committing()
    {
        if (_copier is { IsCopying: true })
            session.Execute($"PRAGMA user_version = {session.ReadInteger("PRAGMA user_version")}");
    }

    /// <summary>Counts pages that a commit wrote.</summary>
    public void Written(long pages) => _pages += pages;

    /// <summary>To be called when bodies were removed: until the log is emptied they can be read in it, and in the database.</summary>
    public void BodiesRemoved() => Removals++;

    /// <summary>How often bodies were removed since it was opened.</summary>
    public long Removals { get; private set; }

    /// <summary>
    /// Copies back and empties what a process before has left, which may have removed bodies last. While somebody reads from it, that is
    /// done after a later commit.
    /// </summary>
    public void EmptyAtStart()
    {
        BodiesRemoved();
        Empty();
    }

    /// <summary>Whether it was emptied after a removal.</summary>
    public bool WasEmptiedAfter(long removal) => _emptied >= removal;

    /// <summary>Copies it back once it has grown enough; empties it after bodies were removed. Commits are durable without that.</summary>
    public void CopyBackWhenDue()
    {
        var mustEmpty = Removals > _emptied && Environment.TickCount64 >= _emptyAt;
        if (_copier is { IsCopying: true } copier)
        {
            if (!copier.TryEnd())
                return;

            // What came meanwhile is little.
            if (mustEmpty)
                Empty();
            else
                CopyBack();
        }
        else if (mustEmpty && (_copier is null || Bytes <= LogCopier.FewBytes))
        {
            Empty();
        }
        else if (mustEmpty || Bytes >= _dueBytes)
        {
            BeginCopyBack();
        }
    }

    /// <summary>Has it copied back by whoever does that, or does so.</summary>
    public void BeginCopyBack()
    {
        if (_copier is null)
        {
            CopyBack();
            return;
        }

        MarkAnew();
        _copier.Begin();
    }

    /// <summary>Copies it back, as far as nobody reads from it.</summary>
    public void CopyBack()
    {
        Run(CopyBackStatement);

        // While somebody reads from it for long, it is not tried after each commit.
        _dueBytes = Math.Max(MostBytes, Bytes + (MostBytes / 4));
    }

    /// <summary>Copies it back for the session that writes, which has marked it before.</summary>
    /// <returns>How many bytes are left in it. Null: somebody else was copying it.</returns>
    public long? CopyBackWithoutMark() => CopyBackStatement.ReadAll(Row.Read) is [{ PagesInLog: >= 0 } result]
        ? (result.PagesInLog - result.PagesCopied) * PageBytes
        : null;

    /// <summary>
    /// Waits for whoever is copying it back. To be called before the connection is closed, and <see cref="Dispose"/> afterwards.
    /// </summary>
    public void StopCopying() => _copier?.Stop();

    public void Dispose() => _copier?.Dispose();

    /// <summary>
    /// Copies it back and cuts it off, so that no byte of it is left. While somebody reads from it, that cannot be: then it does not wait,
    /// and is tried again after another commit.
    /// </summary>
    private void Empty()
    {
        _emptyAt = Environment.TickCount64 + EmptyEvery;
        session.Execute("PRAGMA busy_timeout = 0");
        try
        {
            if (Run(_empty ??= session.Prepare("PRAGMA wal_checkpoint(TRUNCATE)")))
                _emptied = Removals;
        }
        finally
        {
            session.Execute("PRAGMA busy_timeout = 5000");
        }
    }

    private Statement CopyBackStatement => _copyBack ??= session.Prepare("PRAGMA wal_checkpoint(PASSIVE)");

    // What is not copied back.
    private long Bytes => _pages * PageBytes;

    // It never changes once the file has a page.
    private long PageBytes => _pageBytes == 0 ? _pageBytes = session.ReadInteger("PRAGMA page_size") : _pageBytes;

    /// <returns>True when nobody stood in the way.</returns>
    private bool Run(Statement checkpoint)
    {
        MarkAnew();
        if (checkpoint.ReadAll(Row.Read) is not [{ PagesInLog: >= 0 } result])
            return false;
        _pages = result.PagesInLog - result.PagesCopied;
        if (_pages == 0)
            TryMark(another: null);
        return !result.IsBusy;
    }

    private void MarkAnew() => TryMark(BitConverter.ToInt32(RandomNumberGenerator.GetBytes(sizeof(int))));

    /// <summary>
    /// Writes the file's mark into the log, and then another one: by it a start finds whether they belong together. On a full disk it stays
    /// as it is, for copying the log back may be what makes room.
    /// </summary>
    private void TryMark(int? another)
    {
        try
        {
            session.Execute($"PRAGMA user_version = {session.ReadInteger("PRAGMA user_version")}");
            if (another is { } mark)
                session.Execute($"PRAGMA user_version = {mark}");
        }
        catch (SqliteException failure) when (!SqliteFailure.IsBroken(failure))
        {
            session.Rollback();
        }
    }

    // A row of PRAGMA wal_checkpoint: busy, log, checkpointed.
    private readonly record struct Row(bool IsBusy, long PagesInLog, long PagesCopied)
    {
        public static Row Read(Statement.Rows row) => new(row.IsTrue(0), row.Integer(1), row.Integer(2));
    }
}
