namespace Spotnana.Webhooks.Benchmarks;

/// <summary>The median and other quantiles of many measurements.</summary>
internal static class Statistics
{
    public static double Median(this IEnumerable<double> values) => Share(values, 0.5);

    /// <summary>The value that this share of all values does not exceed.</summary>
    public static double Share(this IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)(sorted.Count * share)];
    }
}
