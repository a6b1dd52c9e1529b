namespace Spotnana.Webhooks.Benchmarks;

/// <summary>What is said of many measurements.</summary>
internal static class Statistics
{
    public static double Median(this IEnumerable<double> values) => Share(values, 0.5);

    /// <summary>What that share of the values does not exceed.</summary>
    public static double Share(this IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)(sorted.Count * share)];
    }
}
