namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>
/// When a failed delivery is sent again. Spotnana publishes five immediate retries, then exponential backoff over two weeks, and no more;
/// the steps are chosen here.
/// </summary>
/// <param name="timescale">How long one second of it lasts, in seconds.</param>
internal sealed class RetrySchedule(double timescale)
{
    public const int ImmediateRetries = 5;

    /// <summary>The first pause after the immediate retries. Each further one is twice as long.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(12);

    /// <summary>No retry comes later than this after the immediate ones.</summary>
    public static readonly TimeSpan GivesUpAfter = TimeSpan.FromDays(14);

    /// <summary>The pause after so many failures, or null when Spotnana gives up.</summary>
    public TimeSpan? After(int failures)
    {
        if (failures <= ImmediateRetries)
            return TimeSpan.Zero;
        var (pause, sum) = (FirstPause, FirstPause);
        for (var retries = failures - ImmediateRetries; retries > 1 && sum <= GivesUpAfter; retries--)
        {
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            sum += pause;
        }

        return sum <= GivesUpAfter ? pause * timescale : null;
    }
}
