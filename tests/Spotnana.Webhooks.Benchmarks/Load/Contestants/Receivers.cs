using Spotnana.Webhooks.TestPorts;

namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>The Receiver as it is shipped, with the handler that it has before the first route is configured: <c>log</c>.</summary>
internal static class Receivers
{
    private const string Program = "Spotnana.Webhooks.Receiver";

    /// <summary>One for each engine.</summary>
    /// <param name="name">Tells several builds apart; null: there is one.</param>
    /// <param name="folder">Where it was published.</param>
    public static IEnumerable<ContestantKind> Of(string? name, string folder)
    {
        var key = name ?? "ours";
        var title = name is null ? "ours" : $"ours, {name}";
        yield return new ContestantKind(
            $"{key}-sqlite", $"{title}, SQLite", new("SQLite", true, true, true), (arena, kind) => StartSqliteAsync(arena, kind, folder))
        {
            IsOurs = true,
        };
        yield return new ContestantKind(
            $"{key}-postgresql", $"{title}, PostgreSQL", new("PostgreSQL", true, true, true),
            (arena, kind) => StartPostgreSqlAsync(arena, kind, folder))
        {
            IsOurs = true,
            NeedsPostgreSql = true,
        };
    }

    private static Task<Contestant> StartSqliteAsync(Arena arena, ContestantKind kind, string published)
    {
        var folder = arena.NewFolder(kind.Key);
        // Where the settings as shipped put it: below the working directory.
        return Task.FromResult(Start(arena, kind, published, folder, cluster: null, arena.SyncEnvironment));
    }

    private static async Task<Contestant> StartPostgreSqlAsync(Arena arena, ContestantKind kind, string published)
    {
        var cluster = await ContestantCluster.StartAsync(arena);
        return Start(arena, kind, published, arena.NewFolder(kind.Key), cluster, new()
        {
            ["Inbox__Engine"] = "PostgreSql",
            ["Inbox__PostgreSql__ConnectionString"] = cluster.ConnectionString,
        });
    }

    private static Contestant Start(
        Arena arena, ContestantKind kind, string published, string folder, ContestantCluster? cluster, Dictionary<string, string> settings)
    {
        var (port, managementPort) = (FreePorts.Next(), FreePorts.Next());
        settings["Kestrel__Endpoints__Webhooks__Url"] = $"http://127.0.0.1:{port}";
        settings["Kestrel__Endpoints__Management__Url"] = $"http://127.0.0.1:{managementPort}";
        settings["Subscriptions__spotnana__Secrets__0"] = arena.Secret;
        settings["Subscriptions__spotnana__ApiVersions__0"] = "2.0";
        settings["Management__Keys__benchmark__Key"] = ManagementCalls.Key;
        foreach (var (i, right) in ManagementCalls.Rights.Index())
            settings[$"Management__Keys__benchmark__Rights__{i}"] = right;
        foreach (var (name, value) in arena.ReceiverSettings)
            settings[name] = value;

        var management = new Uri($"http://127.0.0.1:{managementPort}");
        var process = new ServerProcess(arena.Leash, folder, Command(published), settings);
        var calls = new ManagementCalls(management);
        return new Contestant(kind, process, port, new Uri(management, "/health/ready"), _ => calls.ReadProgressAsync())
        {
            Cluster = cluster,
            Folder = folder,
            Management = calls,
        };
    }

    /// <summary>A native build has no dll.</summary>
    private static string[] Command(string published)
    {
        var dll = Path.GetFullPath(Path.Combine(published, $"{Program}.dll"));
        var native = Path.GetFullPath(Path.Combine(published, Program));
        return File.Exists(dll) ? ["dotnet", dll]
            : File.Exists(native) ? [native]
            : throw new InvalidOperationException($"{published} holds neither {Program}.dll nor {Program}.");
    }
}
