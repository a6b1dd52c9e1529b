using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>A statement that is prepared once and run again and again. Parameters are named: <c>$lane</c>.</summary>
/// <remarks>It does without SqliteCommand, which cuts texts off at U+0000 and copies every body once more.</remarks>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly Action? _onChange;
    private readonly string[] _names; // by position, the first one at 0

    // A call names the same parameters in the same order each time, by the same literals: where each was found is remembered.
    private readonly (string? Name, int Index)[] _found;
    private int _bound;

    /// <param name="database">The connection.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="onChange">Called after <see cref="Run"/> has changed something. Null: nobody wants to know.</param>
    public Statement(sqlite3 database, string sql, Action? onChange = null)
    {
        (_database, _onChange) = (database, onChange);
        Check(raw.sqlite3_prepare_v2(database, sql, out _statement));
        _names = new string[raw.sqlite3_bind_parameter_count(_statement)];
        _found = new (string?, int)[_names.Length + 1];
        for (var i = 0; i < _names.Length; i++)
            _names[i] = raw.sqlite3_bind_parameter_name(_statement, i + 1).utf8_to_string();
    }

    /// <summary>Runs it and returns how many rows it changed.</summary>
    public int Run(params ReadOnlySpan<(string Name, SqlValue Value)> values)
    {
        using var rows = Read(values);
        while (rows.Next())
        {
        }

        var changes = raw.sqlite3_changes(_database);
        if (changes > 0)
            _onChange?.Invoke();
        return changes;
    }

    /// <summary>Runs it and returns the first column of the first row; null for no row and for NULL.</summary>
    public long? ReadInteger(params ReadOnlySpan<(string Name, SqlValue Value)> values)
    {
        using var rows = Read(values);
        return rows.Next() ? rows.IntegerOrNull(0) : null;
    }

    /// <summary>Runs it and returns all its rows.</summary>
    public List<T> ReadAll<T>(Func<Rows, T> read, params ReadOnlySpan<(string Name, SqlValue Value)> values)
    {
        var all = new List<T>();
        using var row = Read(values);
        while (row.Next())
            all.Add(read(row));
        return all;
    }

    /// <summary>Runs it; the caller disposes of the rows before the statement is used again.</summary>
    public Rows Read(params ReadOnlySpan<(string Name, SqlValue Value)> values)
    {
        Bind(values);
        return new Rows(this, _statement);
    }

    /// <summary>Sets parameters of the run that comes next, which sets the others.</summary>
    public void Bind(params ReadOnlySpan<(string Name, SqlValue Value)> values)
    {
        foreach (ref readonly var value in values)
            Check(Bind(IndexOf(value.Name), in value.Value));
    }

    public void Dispose() => _statement.Dispose();

    private bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(result);
        return result == raw.SQLITE_ROW;
    }

    // The result of sqlite3_reset is the error of the last step, which was thrown then.
    private void Reset()
    {
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
        _bound = 0;
    }

    private int Bind(int index, in SqlValue value) => value.Type switch
    {
        SqlType.Integer => raw.sqlite3_bind_int64(_statement, index, value.Number),
        SqlType.Text when value.Text!.Length == 0 => raw.sqlite3_bind_text(_statement, index, ""),
        SqlType.Text => BindText(index, value.Text!),
        SqlType.Blob when value.Bytes.IsEmpty => raw.sqlite3_bind_zeroblob(_statement, index, 0), // empty spans would be NULL
        SqlType.Blob => raw.sqlite3_bind_blob(_statement, index, value.Bytes.Span),
        _ => raw.sqlite3_bind_null(_statement, index),
    };

    // SQLite takes a copy.
    private int BindText(int index, string text)
    {
        const int Few = 512;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > Few)
            return raw.sqlite3_bind_text(_statement, index, Encoding.UTF8.GetBytes(text));

        Span<byte> bytes = stackalloc byte[Few];
        return raw.sqlite3_bind_text(_statement, index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private int IndexOf(string name)
    {
        ref var found = ref _found[Math.Min(_bound++, _found.Length - 1)];
        if (!ReferenceEquals(found.Name, name))
            found = (name, Array.IndexOf(_names, name) + 1);
        return found.Index > 0 ? found.Index : throw new ArgumentException($"The statement has no parameter {name}.", nameof(name));
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);

    /// <summary>The rows of one run, and the columns of the row that it stands at.</summary>
    public readonly struct Rows(Statement owner, sqlite3_stmt statement) : IDisposable
    {
        public bool Next() => owner.Step();

        public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

        public long Integer(int column) => raw.sqlite3_column_int64(statement, column);

        /// <summary>False for NULL too.</summary>
        public bool IsTrue(int column) => Integer(column) != 0;

        public long? IntegerOrNull(int column) => IsNull(column) ? null : Integer(column);

        public DateTimeOffset Time(int column) => UnixTime.FromMicroseconds(Integer(column));

        public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

        public byte[] Bytes(int column) => Span(column).ToArray();

        /// <summary>Bytes, or those of a text: to be used before the next row is read.</summary>
        public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(statement, column);

        public string Text(int column) => Encoding.UTF8.GetString(Span(column));

        public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

        public void Dispose() => owner.Reset();
    }
}
