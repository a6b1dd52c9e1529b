namespace Spotnana.Webhooks.Benchmarks.Load.Traffic;

/// <summary>What came back.</summary>
internal sealed class TrafficResult
{
    /// <summary>Of those that were answered 200, from the time at which a request was due.</summary>
    public Histogram Latencies { get; } = new();

    /// <summary>Answered 200 before the end, of <see cref="Answered"/>.</summary>
    public long InTime { get; set; }

    /// <summary>Answered 200.</summary>
    public long Answered { get; set; }

    /// <summary>Answered otherwise, or not at all.</summary>
    public long Failed => Failures.Values.Sum();

    /// <summary>The same by status; 0: the connection was cut, or no answer came.</summary>
    public Dictionary<int, long> Failures { get; } = [];

    /// <summary>Due, but no connection was free before the end.</summary>
    public long Unsent { get; set; }

    /// <summary>Numbers that were used.</summary>
    public long Used { get; set; }

    public TimeSpan Duration { get; set; }

    /// <summary>Processor time of the sender.</summary>
    public TimeSpan Processor { get; set; }

    public void AddFailure(int status, long count = 1) => Failures[status] = Failures.GetValueOrDefault(status) + count;

    public double Rate => InTime / Duration.TotalSeconds;
}
