namespace Spotnana.Webhooks.Benchmarks.Load.Measuring;

/// <summary>What one round of one contestant showed; times in milliseconds where the name says nothing else.</summary>
internal sealed record RoundFigures
{
    /// <summary>Answered 200, a second.</summary>
    public double Rate { get; init; }

    public long Answered { get; init; }

    /// <summary>Answered otherwise, or not at all.</summary>
    public long Failed { get; init; }

    /// <summary>The same by status; 0: the connection was cut, or no answer came.</summary>
    public IReadOnlyDictionary<int, long> Failures { get; init; } = new Dictionary<int, long>();

    /// <summary>At a fixed rate: those for which no connection was free in time.</summary>
    public long Unsent { get; init; }

    public double P50 { get; init; }

    public double P99 { get; init; }

    public double P999 { get; init; }

    public double Max { get; init; }

    /// <summary>Processor time of the server for each 200, until the last answer.</summary>
    public double MicrosecondsAnAnswer { get; init; }

    /// <summary>Processor time of the server for each that was handled, until nothing was left; null: it handles nothing.</summary>
    public double? MicrosecondsAHandled { get; init; }

    /// <summary>Processor time of the database server, for each 200 and until nothing was left; null: there is none.</summary>
    public double? DatabaseMicroseconds { get; init; }

    /// <summary>What was not handled when the last answer had come.</summary>
    public long? Backlog { get; init; }

    /// <summary>How long that took.</summary>
    public double? DrainSeconds { get; init; }

    public double ResidentMegabytes { get; init; }

    public double PeakMegabytes { get; init; }

    /// <summary>What the sender took of one core.</summary>
    public double SenderShare { get; init; }

    /// <summary>Each figure is the median of all rounds; failures are added up.</summary>
    public static RoundFigures MedianOf(IReadOnlyList<RoundFigures> rounds)
    {
        return new()
        {
            Rate = Median(round => round.Rate)!.Value,
            Answered = (long)Median(round => round.Answered)!.Value,
            Failed = rounds.Sum(round => round.Failed),
            Failures = rounds.SelectMany(round => round.Failures).GroupBy(failure => failure.Key, failure => failure.Value)
                .ToDictionary(status => status.Key, counts => counts.Sum()),
            Unsent = rounds.Sum(round => round.Unsent),
            P50 = Median(round => round.P50)!.Value,
            P99 = Median(round => round.P99)!.Value,
            P999 = Median(round => round.P999)!.Value,
            Max = rounds.Max(round => round.Max),
            MicrosecondsAnAnswer = Median(round => round.MicrosecondsAnAnswer)!.Value,
            MicrosecondsAHandled = Median(round => round.MicrosecondsAHandled),
            DatabaseMicroseconds = Median(round => round.DatabaseMicroseconds),
            Backlog = (long?)Median(round => round.Backlog),
            DrainSeconds = Median(round => round.DrainSeconds),
            ResidentMegabytes = Median(round => round.ResidentMegabytes)!.Value,
            PeakMegabytes = rounds.Max(round => round.PeakMegabytes),
            SenderShare = Median(round => round.SenderShare)!.Value,
        };

        double? Median(Func<RoundFigures, double?> figure) => MedianOrNull(rounds.Select(figure));
    }

    private static double? MedianOrNull(IEnumerable<double?> values)
    {
        var there = values.OfType<double>().Order().ToList();
        return there.Count == 0 ? null : (there[(there.Count - 1) / 2] + there[there.Count / 2]) / 2;
    }
}
