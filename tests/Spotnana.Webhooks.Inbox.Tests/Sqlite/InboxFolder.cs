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
