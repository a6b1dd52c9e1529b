using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Inbox;
using SQLitePCL;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>A connection to the inbox file: the one that writes, as durable as SQLite can make it, or one that reads. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    // 16 MB of log before it is copied back: often enough to bound it, rarely enough to write a hot page once.
    private const long CheckpointPages = 4096;

    // Fixed at creation; lets the space of a backlog be given back.
    private const string CreationPragmas = "PRAGMA auto_vacuum = INCREMENTAL; ";

    private const string Pragmas =
        """
        PRAGMA secure_delete = ON;
        PRAGMA synchronous = FULL;
        PRAGMA busy_timeout = 5000;
        PRAGMA cache_size = -32768;
        PRAGMA temp_store = MEMORY;           -- no payload in temporary files
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

    // Connections that must never be touched again: what is reachable is not finalized, and finalizing closes, which writes.
    private static readonly List<SqliteSession> Abandoned = [];

    private readonly List<Statement> _statements = [];
    private readonly SqliteConnection _connection;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _checkpoint;
    private long _pagesInLog;

    private SqliteSession(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _checkpoint = Prepare("PRAGMA wal_checkpoint(PASSIVE)");
    }

    /// <summary>Opens a file that exists (empty for a new inbox). What it finds there is not changed before <see cref="UseWriteAheadLog"/>.</summary>
    public static SqliteSession Open(string path, bool isNew)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false, // closing must close
            DefaultTimeout = 5,
        }.ConnectionString);
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.Execute(isNew ? CreationPragmas + Pragmas : Pragmas);
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that another connection of this process writes to. What may change it fails here.</summary>
    public static SqliteSession OpenToRead(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = 5,
        }.ConnectionString);
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.Execute(ReadPragmas);
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Switches the write-ahead log on and proves that a commit will be on disk when it returns.</summary>
    public void UseWriteAheadLog()
    {
        var journal = ReadText("PRAGMA journal_mode = WAL");
        Require(journal == "wal", $"journal_mode is '{journal}', not 'wal': the file system cannot share memory between processes");
        Require(ReadInteger("PRAGMA synchronous") == 2, "synchronous is not FULL");
        Require(ReadInteger("PRAGMA secure_delete") == 1, "secure_delete is not ON");

        void Require(bool holds, string what)
        {
            if (!holds)
                throw new InboxStartException($"The inbox file {_connection.DataSource} cannot be made durable: {what}. Put it on a local disk.");
        }
    }

    /// <summary>Handlers with a lane that this transaction made due. They are told once it is committed.</summary>
    public HashSet<string> HandlersToWake { get; } = new(StringComparer.Ordinal);

    public Statement Prepare(string sql)
    {
        var statement = new Statement(_connection.Handle!, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>A statement for one use. The caller disposes it.</summary>
    public Statement PrepareOnce(string sql) => new(_connection.Handle!, sql);

    public long LastInsertedRow => raw.sqlite3_last_insert_rowid(_connection.Handle);

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

    public void Begin() => _begin.Run();

    public void Commit()
    {
        _commit.Run();
        _ = raw.sqlite3_db_status(_connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 1);
        _pagesInLog += pages;
    }

    /// <summary>Takes a transaction back. After some errors SQLite has done so already.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            Execute("ROLLBACK");
    }

    /// <summary>Copies the log back into the database once it has grown enough. Commits do not need it to be durable.</summary>
    public void CheckpointWhenDue()
    {
        if (_pagesInLog >= CheckpointPages)
            Checkpoint();
    }

    /// <summary>Copies the log back into the database, as far as nobody reads from it.</summary>
    public void Checkpoint()
    {
        using var result = _checkpoint.Read();
        if (result.Next())
            _pagesInLog = result.Integer(1) - result.Integer(2);
    }

    /// <summary>Lets go of the connection without touching it.</summary>
    public void Abandon()
    {
        lock (Abandoned)
            Abandoned.Add(this);
    }

    /// <summary>Closes; SQLite copies the log back and removes it.</summary>
    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        _connection.Dispose();
    }
}
