using System.Diagnostics;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>Spotnana's deliveries while something else goes on: so many a second, whether or not earlier ones are answered.</summary>
internal sealed class HonestTraffic(Sender sender, Events events)
{
    private readonly List<TimeSpan> _durations = [];

    /// <summary>How many were sent.</summary>
    public int Sent => _durations.Count;

    public double ShareAcknowledged => (double)sender.Ledger.AcknowledgedCount / Sent;

    public async Task SendAsync(Uri url, TimeSpan duration, int perSecond = 50, int bytes = 25_000)
    {
        var sending = new List<Task<TimeSpan>>();
        var deliveries = events.Take((int)(perSecond * duration.TotalSeconds), bytes);
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        foreach (var delivery in deliveries)
        {
            sending.Add(Task.Run(async () =>
            {
                var started = Stopwatch.GetTimestamp();
                await sender.SendAsync(url, delivery);
                return Stopwatch.GetElapsedTime(started);
            }));
            await pace.WaitForNextTickAsync();
        }

        _durations.AddRange(await Task.WhenAll(sending));
        _durations.Sort();
    }

    public string Describe()
    {
        var soon = _durations.Count(duration => duration < TimeSpan.FromSeconds(5));
        var refused = sender.Ledger.Answers.Where(answer => !answer.IsAcknowledged)
            .GroupBy(answer => answer.Status is { } status ? $"{(int)status}" : answer.Body)
            .Select(group => $"{group.Count()} x {group.Key}");
        return $"{sender.Ledger.AcknowledgedCount} of {Sent} honest deliveries answered 200 ({ShareAcknowledged:P2}), "
            + $"{soon} answers within 5 s, half within {_durations[Sent / 2].TotalMilliseconds:0} ms, 99 % within {_durations[Sent * 99 / 100].TotalMilliseconds:0} ms, "
            + $"slowest {_durations[^1].TotalMilliseconds:0} ms; others: {string.Join(", ", refused)}";
    }
}
