namespace Spotnana.Webhooks.TestPostgreSql;

/// <summary>Finds PostgreSQL's own programs: on the path, or where Debian puts them.</summary>
internal static class PostgreSqlPrograms
{
    /// <summary>The folder that has initdb and postgres; null: there is none.</summary>
    public static string? Folder { get; } = Candidates()
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb")));

    private static IEnumerable<string> Candidates()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return folder;

        const string Debian = "/usr/lib/postgresql";
        if (!Directory.Exists(Debian))
            yield break;
        foreach (var version in Directory.GetDirectories(Debian)
            .OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), out var number) ? number : 0))
            yield return Path.Combine(version, "bin");
    }
}
