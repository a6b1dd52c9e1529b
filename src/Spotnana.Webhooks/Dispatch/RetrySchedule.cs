namespace Spotnana.Webhooks.Dispatch;

/// <summary>Exponential backoff with full jitter: a random pause below a limit that doubles with each failed attempt.</summary>
internal sealed class RetrySchedule(DispatchOptions options, Random random)
{
    public TimeSpan DelayAfter(int attempt) => random.NextDouble() * LongestDelayAfter(attempt);

    public TimeSpan LongestDelayAfter(int attempt)
    {
        // By 2^40 the limit is long reached; much larger powers would become infinite.
        var bound = options.FirstRetryDelay.Ticks * Math.Pow(2, Math.Min(attempt - 1, 40));
        return bound < options.MaxRetryDelay.Ticks ? TimeSpan.FromTicks((long)bound) : options.MaxRetryDelay;
    }
}
