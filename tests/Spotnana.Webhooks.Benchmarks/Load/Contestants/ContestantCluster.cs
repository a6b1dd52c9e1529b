using System.Globalization;
using Npgsql;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>A PostgreSQL cluster for one contestant, as durable as one in service.</summary>
internal sealed class ContestantCluster : IAsyncDisposable
{
    private readonly PrivateCluster _cluster;

    private ContestantCluster(PrivateCluster cluster) => _cluster = cluster;

    /// <summary>The number of the process whose children serve the connections.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(DataFolder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public string DataFolder => Path.Combine(_cluster.Folder, "data");

    /// <summary>With a pool, as an application has it.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_cluster.ConnectionString) { Pooling = true }.ConnectionString;

    public static async Task<ContestantCluster> StartAsync(Arena arena)
    {
        var folder = Directory.CreateDirectory(arena.NewFolder("postgresql")).FullName;
        // PostgreSQL runs as a user of its own when this runs as root.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        var environment = arena.SyncEnvironment;
        environment["TMPDIR"] = folder;
        return new ContestantCluster(await PrivateCluster.StartAsync(environment, "fsync=on", "synchronous_commit=on", "max_wal_size=4GB"));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
