namespace Spotnana.Webhooks.Cli.Simulation.Records;

/// <summary>How long answers took, in milliseconds: the least value that so many percent do not exceed. Zero without answers.</summary>
internal sealed record LatencyFigures(long P50, long P90, long P99, long Max)
{
    public static LatencyFigures Of(IReadOnlyCollection<long> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return new LatencyFigures(At(0.5), At(0.9), At(0.99), At(1));

        long At(double fraction) => sorted.Length == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(fraction * sorted.Length) - 1)];
    }
}
