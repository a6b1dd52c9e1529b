using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>A folder of its own for an inbox file, and a look into that file past the engine.</summary>
internal sealed class InboxFolder
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inbox-");
    private readonly List<IInbox> _inboxes = [];

    public string Path => _folder.FullName;

    public string File => System.IO.Path.Combine(Path, "inbox.db");

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Connect();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params (string Name, object Value)[] values)
    {
        using var connection = Connect();
        using var command = new SqliteCommand(sql, connection);
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>
    /// Copies the file and its log as a killed process leaves them. The engine may copy its log back and empty it at any moment: while
    /// somebody reads, it does not empty it, and so the two copies belong together.
    /// </summary>
    /// <param name="to">The path of the copy of the file.</param>
    public void CopyAsKilled(string to)
    {
        using var connection = Connect();
        using var reading = connection.BeginTransaction(deferred: true);
        using var command = new SqliteCommand("SELECT count(*) FROM meta", connection, reading);
        command.ExecuteScalar();
        foreach (var suffix in (string[])["", "-wal"])
            System.IO.File.Copy(File + suffix, to + suffix);
    }

    /// <summary>Has an inbox disposed of before the folder is deleted.</summary>
    public SqliteInbox Keep(SqliteInbox inbox)
    {
        _inboxes.Add(inbox);
        return inbox;
    }

    public async Task CloseAndDeleteAsync()
    {
        foreach (var inbox in _inboxes)
            await inbox.DisposeAsync();
        Delete();
    }

    public void Delete() => _folder.Delete(recursive: true);
}
