using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;

namespace Spotnana.Webhooks.Benchmarks.Load.Rivals;

/// <summary>
/// An afternoon's endpoint: one INSERT with its commit a request. One connection for all, one after the other, which is fastest: several
/// would wait for SQLite's one writer by sleeping.
/// </summary>
internal static class SqliteInsertRival
{
    public static async Task<WebApplication> BuildAsync(string port, string file)
    {
        var connection = new SqliteConnection($"Data Source={Path.GetFullPath(file)}");
        await connection.OpenAsync();
        await using (var schema = connection.CreateCommand())
        {
            schema.CommandText =
                """
                PRAGMA journal_mode=WAL;
                PRAGMA synchronous=FULL;
                CREATE TABLE delivery (id TEXT PRIMARY KEY, received_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, body BLOB NOT NULL);
                """;
            await schema.ExecuteNonQueryAsync();
        }

        var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO delivery (id, body) VALUES ($id, $body) ON CONFLICT DO NOTHING";
        var id = insert.Parameters.Add("$id", SqliteType.Text);
        var bytes = insert.Parameters.Add("$body", SqliteType.Blob);
        await insert.PrepareAsync();

        var turn = new SemaphoreSlim(1);
        var app = Endpoint.CreateBuilder(port).Build();
        app.MapWebhook(async (delivery, body) =>
        {
            await turn.WaitAsync();
            try
            {
                (id.Value, bytes.Value) = (delivery, body);
                insert.ExecuteNonQuery();
            }
            finally
            {
                turn.Release();
            }
        });
        return app;
    }
}
