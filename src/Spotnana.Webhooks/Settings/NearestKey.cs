namespace Spotnana.Webhooks.Settings;

/// <summary>Finds the key that somebody meant who wrote an unknown one.</summary>
public static class NearestKey
{
    /// <summary>The known name that is most similar, not case-sensitive; null where none is similar enough.</summary>
    /// <param name="name">What somebody wrote.</param>
    /// <param name="known">The right names.</param>
    /// <param name="most">In how many characters the two may differ.</param>
    public static string? Among(string name, IEnumerable<string> known, int most)
    {
        ArgumentNullException.ThrowIfNull(name);
        return known.Select(right => (Name: right, Distance: Distance(name, right))).Where(right => right.Distance <= most)
            .OrderBy(right => right.Distance).Select(right => right.Name).FirstOrDefault();
    }

    /// <summary>
    /// The most similar key of the object, or the place deeper in it where a key of this very name belongs, such as <c>Forward:Url</c>.
    /// Null where nothing is similar.
    /// </summary>
    internal static string? To(string key, SettingsShape shape)
    {
        if (Deeper(key, shape) is { } place)
            return place;

        var nearest = shape.Settings.Select(setting => (setting.Key, Distance: Distance(key, setting.Key)))
            .DefaultIfEmpty((Key: "", Distance: int.MaxValue))
            .MinBy(candidate => candidate.Distance);
        return nearest.Distance <= Math.Max(2, nearest.Key.Length / 3) ? nearest.Key : null;
    }

    private static string? Deeper(string key, SettingsShape shape) => shape.Settings
        .Where(setting => setting.Shape.Kind == SettingKind.Object)
        .Select(setting => setting.Shape.Settings.FirstOrDefault(inner => Same(inner.Key, key)).Key is { } found
            ? $"{setting.Key}:{found}"
            : Deeper(key, setting.Shape) is { } place ? $"{setting.Key}:{place}" : null)
        .FirstOrDefault(found => found is not null);

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The Levenshtein distance, not case-sensitive: how many insertions, deletions and replacements lead from one to the other.
    /// </summary>
    /// <param name="left">One text.</param>
    /// <param name="right">The other.</param>
    public static int Distance(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = previous[j - 1] + (char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
