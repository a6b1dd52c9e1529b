using Spotnana.Webhooks.Benchmarks.Load.Contestants;
using Spotnana.Webhooks.TestPostgreSql;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Benchmarks.Load;

/// <summary>Who takes part: what the options say and this machine can start.</summary>
internal static class Choice
{
    private const string Ours = "ours";

    public static async Task<IReadOnlyList<ContestantKind>> MakeAsync(LoadOptions options, Arena arena, Action<string> say)
    {
        var builds = options.Receivers is { Count: > 0 } named ? named : [(null, Path.Combine(arena.Folder, "receiver"))];
        ContestantKind[] all = [.. builds.SelectMany(build => Receivers.Of(build.Name, build.Folder)), .. RivalServers.All];
        if (options.Contestants?.Except([.. all.Select(kind => kind.Key), Ours]).ToList() is { Count: > 0 } unknown)
        {
            throw new FormatException(
                $"There is no contestant {string.Join(", ", unknown)}: {string.Join(", ", all.Select(kind => kind.Key))}.");
        }

        var chosen = all
            .Where(kind => options.Contestants is not { } keys || keys.Contains(kind.Key) || (kind.IsOurs && keys.Contains(Ours)))
            .Where(kind => options.Sustained is null || kind.IsOurs)
            .Where(kind => CanStart(kind, say)).ToList();
        if (chosen.Count == 0)
            throw new FormatException("No contestant is left.");
        if (options.Receivers.Count == 0 && chosen.Any(kind => kind.IsOurs))
            await PublishAsync(builds[0].Folder, say);
        // Bare first, then those with the same store beside each other.
        return [.. chosen.OrderByDescending(kind => kind.IsBare)
            .ThenBy(kind => kind.NeedsPostgreSql).ThenByDescending(kind => kind.IsOurs)];
    }

    private static bool CanStart(ContestantKind kind, Action<string> say)
    {
        var missing = kind.NeedsPostgreSql ? TestServer.MissingPrograms : kind.Key == "express" ? ExpressServer.Missing : null;
        if (missing is not null)
            say($"{kind.Name} is left out: {missing}");
        return missing is null;
    }

    private static Task PublishAsync(string folder, Action<string> say)
    {
        say("Publishing the Receiver of this checkout.");
        return Tool.RunOrFailAsync(
            "dotnet", ["publish", "src/Spotnana.Webhooks.Receiver", "-c", "Release", "-nodeReuse:false", "-o", folder], Repository.Root,
            TimeSpan.FromMinutes(10));
    }
}
