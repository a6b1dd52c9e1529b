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
            .Select(name => (Name: name, Distance: WordsOf(name).IsSupersetOf(words) ? 0 : Distance(wanted, name)))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name.Length)
            .Take(Most)
            .Select(candidate => candidate.Name)];
    }

    private static HashSet<string> WordsOf(string name) => [.. name.Split('.', '-')];

    // The Levenshtein distance: insertions, deletions and replacements
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
