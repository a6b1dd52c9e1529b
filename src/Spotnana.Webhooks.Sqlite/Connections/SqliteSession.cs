using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using SQLitePCL;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>
/// A connection to the inbox file: the one that writes, as durable as SQLite can make it, or one that reads. Used by one thread at a time.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    /// <summary>The size of the pages of a file that this release makes.</summary>
    public const int PageBytes = 8192;

    // These can be set at creation only. With large pages a delivery changes fewer of them, but each is written whole, be it for one entry
    // of an index. And the space that a backlog took can be given back to the disk.
    private static readonly string CreationPragmas = $"PRAGMA page_size = {PageBytes}; PRAGMA auto_vacuum = INCREMENTAL; ";

    private const string Pragmas =
        """
        PRAGMA secure_delete = ON;
        PRAGMA synchronous = FULL;
        PRAGMA busy_timeout = 5000;
        PRAGMA cache_size = -32768;
        PRAGMA temp_store = MEMORY;           -- no payload in temporary files
        PRAGMA foreign_keys = ON;             -- what deliveries are found by goes with them
        PRAGMA wal_autocheckpoint = 0;        -- SQLite hides the errors of its own checkpoints: this class runs them
        PRAGMA journal_size_limit = 67108864;
        """;

    private const string ReadPragmas =
        """
        PRAGMA query_only = ON;
        PRAGMA busy_timeout = 5000;
        PRAGMA cache_size = -8192;
        PRAGMA temp_store = MEMORY;
        """;

    private const string CopyPragmas =
        """
        PRAGMA synchronous = FULL;
        PRAGMA busy_timeout = 0;
        PRAGMA cache_size = 16;
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA journal_size_limit = 67108864;
        """;

    // Connections that must never be touched again. Held here they are not finalized: a finalizer would close them, and closing writes.
    private static readonly List<SqliteSession> Abandoned = [];

    private readonly List<Statement> _statements = [];
    private readonly SqliteConnection _connection;
    private readonly Statement _begin;
    private readonly Statement _commit;

    private SqliteSession(SqliteConnection connection, string begin)
    {
        _connection = connection;
        Log = new WriteAheadLog(this);
        Tallies = new Tallies(this);
        _begin = Prepare(begin);
        _commit = Prepare("COMMIT");
    }

    /// <summary>The log of the connection that writes.</summary>
    public WriteAheadLog Log { get; }

    /// <summary>The numbers that the connection that writes keeps.</summary>
    public Tallies Tallies { get; }

    /// <summary>
    /// How bodies are stored. Older releases cannot read compressed ones: a file that they made gets none, but for encrypted ones.
    /// </summary>
    public BodyCodec Bodies { get; set; } = new(new SnappyCompression(), EncryptionKeys.None);

    /// <summary>Handlers with a lane that the open transaction made due. They are woken once it is committed.</summary>
    public HashSet<string> HandlersToWake { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether a <see cref="Savepoint"/> can take its part of the open transaction back. Without, writing takes less, and what fails takes
    /// the whole transaction with it.
    /// </summary>
    public bool IsCareful { get; set; } = true;

    /// <summary>For what no statement can do.</summary>
    public sqlite3 Handle => _connection.Handle!;

    public long LastInsertedRow => raw.sqlite3_last_insert_rowid(_connection.Handle);

    /// <summary>
    /// Opens the file to write. It has to exist, and is empty for a new inbox. Nothing in it changes before <see cref="UseWriteAheadLog"/>.
    /// </summary>
    public static SqliteSession Open(string path, bool isNew) =>
        Open(path, SqliteOpenMode.ReadWrite, "BEGIN IMMEDIATE", isNew ? CreationPragmas + Pragmas : Pragmas);

    /// <summary>Opens a file that another connection of this process writes to. A statement that could change it fails.</summary>
    public static SqliteSession OpenToRead(string path) => Open(path, SqliteOpenMode.ReadOnly, "BEGIN", ReadPragmas);

    /// <summary>Opens a file that another connection of this process writes to, only to copy the log back into it.</summary>
    public static SqliteSession OpenToCopyLog(string path) => Open(path, SqliteOpenMode.ReadWrite, "BEGIN", CopyPragmas);

    /// <summary>Opens a file that nobody else uses, to check or change it as a whole. It has to exist.</summary>
    public static SqliteSession OpenAlone(string path) => Open(path, SqliteOpenMode.ReadWrite, "BEGIN IMMEDIATE", Pragmas);

    /// <summary>Switches the write-ahead log on, and checks that each commit will be on disk when it returns.</summary>
    public void UseWriteAheadLog()
    {
        var journal = ReadText("PRAGMA journal_mode = WAL");
        Require(journal == "wal", $"journal_mode is '{journal}', not 'wal': the file system cannot share memory between processes");
        Require(ReadInteger("PRAGMA synchronous") == 2, "synchronous is not FULL");
        Require(ReadInteger("PRAGMA secure_delete") == 1, "secure_delete is not ON");

        void Require(bool holds, string what)
        {
            if (!holds)
                throw new InboxStartException(
                    $"The inbox file {_connection.DataSource} cannot be made durable: {what}. Put it on a local disk.");
        }
    }

    /// <summary>
    /// Switches off the triggers that an older release made and still needs: <see cref="Tallies"/> do what they do. Otherwise all would be
    /// counted twice.
    /// </summary>
    public void SwitchTriggersOff()
    {
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_db_config(_connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, out var areOn), _connection.Handle);
        if (areOn != 0)
            throw new InboxStartException($"The inbox file {_connection.DataSource} cannot be used: SQLite does not switch triggers off.");
    }

    public Statement Prepare(string sql)
    {
        var statement = PrepareOnce(sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>A statement for one use. The caller disposes it.</summary>
    public Statement PrepareOnce(string sql) =>
        new(_connection.Handle!, sql, WriteAheadLog.RemovesBodies(sql) ? Log.BodiesRemoved : null);

    public void Execute(string sql)
    {
        using var command = new SqliteCommand(sql, _connection);
        command.ExecuteNonQuery();
    }

    public long ReadInteger(string sql)
    {
        using var command = new SqliteCommand(sql, _connection);
        return (long)command.ExecuteScalar()!;
    }

    public string ReadText(string sql)
    {
        using var command = new SqliteCommand(sql, _connection);
        return (string)command.ExecuteScalar()!;
    }

    /// <summary>
    /// Begins a transaction. The connection that writes takes the write lock at once; one that reads sees a single state until the end.
    /// </summary>
    public void Begin() => _begin.Run();

    public void Commit()
    {
        Tallies.Write();
        Log.Committing();
        _commit.Run();
        Tallies.Committed();
        _ = raw.sqlite3_db_status(_connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 1);
        Log.Written(pages);
    }

    /// <summary>Takes the open transaction back. After some errors SQLite has done so by itself.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            Execute("ROLLBACK");
        Tallies.TakeBack();
    }

    /// <summary>Checks the whole file.</summary>
    /// <returns>The first damage. Null: none.</returns>
    public string? FindDamage() => ReadText("PRAGMA integrity_check(1)") is var found and not "ok" ? found : null;

    /// <summary>Gives the connection up without touching it.</summary>
    public void Abandon()
    {
        lock (Abandoned)
            Abandoned.Add(this);
    }

    /// <summary>Closes; SQLite copies the log back and removes it.</summary>
    public void Dispose()
    {
        Log.StopCopying(); // the connection that closes last copies the log back
        foreach (var statement in _statements)
            statement.Dispose();
        _connection.Dispose();
        Log.Dispose();
    }

    /// <summary>Writes the state that it sees now into an empty file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pageBytes">The size of its pages. Null: as they are.</param>
    public void CopyTo(string path, int? pageBytes = null)
    {
        Execute("PRAGMA query_only = OFF"); // it would refuse the copy, too
        if (pageBytes is { } bytes)
            Execute($"PRAGMA page_size = {bytes}");
        using var copy = PrepareOnce("VACUUM INTO $path");
        copy.Run(("$path", path));
    }

    /// <summary>Makes one file of the database and its log.</summary>
    public void FoldLog()
    {
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        Execute("PRAGMA journal_mode = DELETE");
    }

    private static SqliteSession Open(string path, SqliteOpenMode mode, string begin, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false, // closing must close
            DefaultTimeout = 5,
        }.ConnectionString);
        try
        {
            connection.Open();
            var session = new SqliteSession(connection, begin);
            session.Execute(pragmas);
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
