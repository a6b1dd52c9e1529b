using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Benchmarks;

/// <summary>A PostgreSQL cluster for one run, as durable as one in service.</summary>
internal sealed class BenchmarkCluster : IAsyncDisposable
{
    private readonly PrivateCluster _cluster;

    private BenchmarkCluster(PrivateCluster cluster) => _cluster = cluster;

    /// <summary>Null if there is no PostgreSQL; then it prints what to do.</summary>
    public static async Task<BenchmarkCluster?> StartAsync()
    {
        if (TestServer.MissingPrograms is { } missing)
        {
            Console.Error.WriteLine(missing);
            return null;
        }

        // Checkpoints as in service, not one for each short round; autovacuum often enough that a short run shows what it does.
        return new BenchmarkCluster(
            await PrivateCluster.StartAsync("fsync=on", "synchronous_commit=on", "max_wal_size=4GB", "autovacuum_naptime=5s"));
    }

    public Task<TestDatabase> CreateDatabaseAsync() =>
        TestDatabase.CreateAsync(new NpgsqlConnectionStringBuilder(_cluster.ConnectionString));

    /// <summary>Opens an engine, as one replica does. The first one makes the tables.</summary>
    public static async Task<PostgreSqlInbox> OpenAsync(TestDatabase database)
    {
        var inbox = new PostgreSqlInbox(
            new PostgreSqlInboxOptions { ConnectionString = database.ConnectionString }, TimeProvider.System,
            NullLogger<PostgreSqlInbox>.Instance);
        return await inbox.TryOpenAsync(default) ? inbox : throw new InvalidOperationException("The database does not answer.");
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
