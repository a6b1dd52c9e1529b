using Microsoft.AspNetCore.Builder;

namespace Spotnana.Webhooks.Benchmarks.Load.Rivals;

/// <summary>The hidden command by which the load run starts this program as a rival: its name, a port, a store.</summary>
internal static class RivalCommand
{
    public const string Name = "rival";
    public const string Bare = "bare";
    public const string InsertSqlite = "insert-sqlite";
    public const string InsertPostgreSql = "insert-postgresql";
    public const string WolverineSqlite = "wolverine-sqlite";
    public const string WolverineSyncedSqlite = "wolverine-sqlite-synced";
    public const string WolverinePostgreSql = "wolverine-postgresql";

    /// <summary>Answers how many were handled, and that the rival is ready.</summary>
    public const string ProgressPath = "/progress";

    /// <summary>The environment variable with the signing secret.</summary>
    public const string SecretVariable = "RIVAL_SECRET";

    public static async Task<int> RunAsync(string rival, string port, string store)
    {
        await using var app = await BuildAsync(rival, port, store);
        await app.RunAsync();
        return 0;
    }

    private static Task<WebApplication> BuildAsync(string rival, string port, string store) => rival switch
    {
        Bare => Task.FromResult(BareRival.Build(port)),
        InsertSqlite => SqliteInsertRival.BuildAsync(port, store),
        InsertPostgreSql => PostgreSqlInsertRival.BuildAsync(port, store),
        WolverineSqlite => Task.FromResult(WolverineRival.BuildSqlite(port, store, isSynced: false)),
        WolverineSyncedSqlite => Task.FromResult(WolverineRival.BuildSqlite(port, store, isSynced: true)),
        WolverinePostgreSql => Task.FromResult(WolverineRival.BuildPostgreSql(port, store)),
        _ => throw new ArgumentException($"There is no rival {rival}."),
    };
}
