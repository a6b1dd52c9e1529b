using System.Diagnostics;
using System.Globalization;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Benchmarks.Leasing;

/// <summary>Does the same to a small inbox and to a large one, in turns: leases 100, for one.</summary>
internal static class LeaseTurns
{
    public const int Rounds = 300;
    public const double MostRatio = 2;

    private const int WarmUps = 30;
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(10);

    /// <returns>Whether the large inbox takes at most so many times as long as the small one.</returns>
    public static async Task<bool> RunAsync(
        Func<Task<TimeSpan>> small, Func<Task<TimeSpan>> large, double mostRatio = MostRatio)
    {
        List<TimeSpan> smallTimes = [], largeTimes = [];
        for (var i = 0; i < WarmUps + Rounds; i++)
        {
            var (ofSmall, ofLarge) = (await small(), await large());
            if (i < WarmUps)
                continue;
            smallTimes.Add(ofSmall);
            largeTimes.Add(ofLarge);
        }

        var ratio = Milliseconds(largeTimes).Median() / Milliseconds(smallTimes).Median();
        Print("small", smallTimes);
        Print("large", largeTimes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio of the medians {ratio:F2} (at most {mostRatio:F2})"));
        return ratio <= mostRatio;
    }

    /// <summary>
    /// Leases the heads of 100 lanes, among them that of the one subject that many wait for, and gives them back as they were.
    /// </summary>
    /// <returns>How long leasing them took.</returns>
    public static async Task<TimeSpan> LeaseOnceAsync(IInbox inbox, bool hasHot)
    {
        var started = Stopwatch.GetTimestamp();
        var leases = await inbox.LeaseAsync(Entries.Handler, 100, _lease, default);
        var taken = Stopwatch.GetElapsedTime(started);
        if (leases.Count != 100 || leases.Any(lease => lease.Delivery.Subject == FilledInbox.Hot) != hasHot)
            throw new InvalidOperationException($"{leases.Count} leases, not the 100 that were meant.");

        await Task.WhenAll(
            leases.Select(lease => inbox.SettleAsync(Settlement.Released(lease, DateTimeOffset.UnixEpoch), next: null, default)));
        return taken;
    }

    public static void Print(string name, List<TimeSpan> times) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-40} median {Milliseconds(times).Median():F2} ms, 95 of 100 within {Milliseconds(times).Share(0.95):F2} ms"));

    private static IEnumerable<double> Milliseconds(List<TimeSpan> times) => times.Select(time => time.TotalMilliseconds);
}
