using System.Globalization;
using Spotnana.Webhooks.Benchmarks.Load.Rivals;
using Spotnana.Webhooks.TestPorts;

namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>What one would take instead. All but Express are this program, started with a hidden command.</summary>
internal static class RivalServers
{
    public static IEnumerable<ContestantKind> All =>
    [
        new("bare", "bare Kestrel + HMAC", Guarantees.None, (arena, kind) => StartAsync(arena, kind, RivalCommand.Bare))
        {
            IsBare = true,
        },
        new("insert-sqlite", "one INSERT a request, SQLite", new("SQLite", false, false, true),
            (arena, kind) => StartAsync(arena, kind, RivalCommand.InsertSqlite, "data.db", slow: true)),
        new("insert-postgresql", "one INSERT a request, PostgreSQL", new("PostgreSQL", false, false, true),
            (arena, kind) => StartWithClusterAsync(arena, kind, RivalCommand.InsertPostgreSql))
        {
            NeedsPostgreSql = true,
        },
        new("wolverine-sqlite", "Wolverine, SQLite as it comes", new("SQLite, not through a power cut", true, false, false),
            (arena, kind) => StartAsync(arena, kind, RivalCommand.WolverineSqlite, "data.db", slow: true)),
        new("wolverine-sqlite-synced", "Wolverine, SQLite, each commit synced", new("SQLite", true, false, false),
            (arena, kind) => StartAsync(arena, kind, RivalCommand.WolverineSyncedSqlite, "data.db", slow: true)),
        new("wolverine-postgresql", "Wolverine, PostgreSQL", new("PostgreSQL", true, false, false),
            (arena, kind) => StartWithClusterAsync(arena, kind, RivalCommand.WolverinePostgreSql))
        {
            NeedsPostgreSql = true,
        },
        new("express", "Express 5, two workers, in memory", Guarantees.None, ExpressServer.StartAsync),
    ];

    private static async Task<Contestant> StartWithClusterAsync(Arena arena, ContestantKind kind, string rival)
    {
        var cluster = await ContestantCluster.StartAsync(arena);
        return await StartAsync(arena, kind, rival, cluster.ConnectionString, cluster: cluster);
    }

    private static Task<Contestant> StartAsync(
        Arena arena, ContestantKind kind, string rival, string store = "", bool slow = false, ContestantCluster? cluster = null)
    {
        var port = FreePorts.Next();
        var folder = arena.NewFolder(kind.Key);
        var environment = slow ? arena.SyncEnvironment : [];
        // What a web project of its own gets by default.
        environment["DOTNET_gcServer"] = "1";
        environment[RivalCommand.SecretVariable] = arena.Secret;
        var process = new ServerProcess(arena.Leash, folder, [.. Self, RivalCommand.Name, rival, $"{port}", store], environment);
        var progress = new Uri($"http://127.0.0.1:{port}{RivalCommand.ProgressPath}");
        return Task.FromResult(new Contestant(kind, process, port, progress, kind.Guarantees.Handled ? ReadAsync : null)
        {
            Cluster = cluster,
            Folder = folder,
        });

        async Task<Progress> ReadAsync(HttpClient client) =>
            new(long.Parse(await client.GetStringAsync(progress), CultureInfo.InvariantCulture), null);
    }

    private static string[] Self => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [Environment.ProcessPath!, typeof(RivalServers).Assembly.Location]
        : [Environment.ProcessPath!];
}
