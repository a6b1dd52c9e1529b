using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Testing;

/// <summary>Finds the known names that somebody may have meant.</summary>
internal static class NearestNames
{
    private const int Most = 3;

    /// <summary>At most three, the likeliest first.</summary>
    public static IReadOnlyList<string> To(string text, IReadOnlyList<string> names)
    {
        var wanted = Path.GetFileName(text).ToLowerInvariant().Replace('_', '-');
        wanted = wanted.EndsWith(".json", StringComparison.Ordinal) ? wanted[..^5] : wanted;
        if (wanted.Length == 0)
            return [];

        // A few whole words of a name are as good as the name
        var words = WordsOf(wanted);
        var limit = Math.Max(2, wanted.Length / 3);
        return [.. names
            .Select(name => (Name: name, Distance: WordsOf(name).IsSupersetOf(words) ? 0 : NearestKey.Distance(wanted, name)))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name.Length)
            .Take(Most)
            .Select(candidate => candidate.Name)];
    }

    private static HashSet<string> WordsOf(string name) => [.. name.Split('.', '-')];
}
