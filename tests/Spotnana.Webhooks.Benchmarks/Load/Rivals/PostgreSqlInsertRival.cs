using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace Spotnana.Webhooks.Benchmarks.Load.Rivals;

/// <summary>An afternoon's endpoint: one INSERT with its commit a request, by Npgsql's pool.</summary>
internal static class PostgreSqlInsertRival
{
    public static async Task<WebApplication> BuildAsync(string port, string connectionString)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 10 });
        await using (var schema = source.CreateCommand(
            "CREATE TABLE delivery (id text PRIMARY KEY, received_at timestamptz NOT NULL DEFAULT now(), body bytea NOT NULL)"))
        {
            await schema.ExecuteNonQueryAsync();
        }

        var app = Endpoint.CreateBuilder(port).Build();
        app.MapWebhook(async (id, body) =>
        {
            await using var insert = source.CreateCommand("INSERT INTO delivery (id, body) VALUES ($1, $2) ON CONFLICT DO NOTHING");
            insert.Parameters.Add(new() { Value = id });
            insert.Parameters.Add(new() { Value = body });
            await insert.ExecuteNonQueryAsync();
        });
        return app;
    }
}
