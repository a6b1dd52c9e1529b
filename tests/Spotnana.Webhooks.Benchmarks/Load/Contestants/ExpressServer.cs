using Spotnana.Webhooks.TestPorts;

namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>Express on Node.js. Its packages come from the registry that npm is set to.</summary>
internal static class ExpressServer
{
    private const string Script = "express.mjs";

    /// <summary>Why it cannot be started; null: it can.</summary>
    public static string? Missing => ((string[])["node", "npm"]).Where(program => !IsThere(program)).Select(program => $"no {program}")
        .FirstOrDefault();

    public static async Task<Contestant> StartAsync(Arena arena, ContestantKind kind)
    {
        var packages = Directory.CreateDirectory(arena.NewFolder("npm")).FullName;
        await Tool.RunOrFailAsync(
            "npm", ["install", "--no-audit", "--no-fund", "--no-save", "--prefix", packages, "express@5"], packages);
        var script = Path.Combine(packages, Script);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Load", "Rivals", Script), script);

        var port = FreePorts.Next();
        var folder = arena.NewFolder(kind.Key);
        var process = new ServerProcess(arena.Leash, folder, ["node", script], new Dictionary<string, string>
        {
            ["PORT"] = $"{port}",
            ["SECRET"] = arena.Secret,
            ["NODE_ENV"] = "production",
        });
        return new Contestant(kind, process, port, new Uri($"http://127.0.0.1:{port}/")) { Folder = folder };
    }

    private static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
