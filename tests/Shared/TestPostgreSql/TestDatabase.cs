using Npgsql;

namespace Spotnana.Webhooks.TestPostgreSql;

/// <summary>A database of its own for one test, and a look into it past the engine.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private TestDatabase(string server, string name, string connectionString) =>
        (_server, _name, ConnectionString) = (server, name, connectionString);

    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync(NpgsqlConnectionStringBuilder server)
    {
        var name = $"test_{Guid.NewGuid():n}";
        server.Pooling = false;
        await ExecuteAsync(server.ConnectionString, $"CREATE DATABASE {name} TEMPLATE template0");
        var own = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name, Pooling = true };
        own.Remove("Pooling");
        return new TestDatabase(server.ConnectionString, name, own.ConnectionString);
    }

    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, SearchPath = "spotnana_webhooks" }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <param name="sql">Its parameters are $1, $2 and so on.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="values">The parameters.</param>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(_server, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
