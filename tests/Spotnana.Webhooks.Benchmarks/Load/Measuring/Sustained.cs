using System.Globalization;
using Spotnana.Webhooks.Benchmarks.Load.Contestants;
using Spotnana.Webhooks.Benchmarks.Load.Traffic;

namespace Spotnana.Webhooks.Benchmarks.Load.Measuring;

/// <summary>A fixed rate for a long time, and a row now and then, by which one sees what grows.</summary>
internal sealed class Sustained(Contestant contestant, RequestTemplate template, int connections, Action<string> say)
{
    private static readonly TimeSpan _row = TimeSpan.FromSeconds(30);

    public async Task RunAsync(double rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        say(string.Create(CultureInfo.InvariantCulture, $"{contestant.Kind.Name}: {rate:0}/s for {duration}."));
        Console.WriteLine(
            "| s | /s | p50 ms | p99 ms | p99.9 ms | max ms | not 200 | not sent | backlog | µs each | MB resident | MB stored |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (var passed = TimeSpan.Zero; passed < duration; passed += _row)
        {
            var next = duration - passed < _row ? duration - passed : _row;
            var processor = contestant.Processor;
            template.Stamp();
            // Signed on the way: a pool for each row would be a pause before it.
            var traffic = await contestant.SendAsync(
                template, connections, new TrafficPlan(contestant.Next, next, rate, SignedPool.Empty), cancellationToken);
            var backlog = (await contestant.ReadProgressAsync()).Backlog;
            var each = (contestant.Processor - processor).TotalMicroseconds / Math.Max(1, traffic.Answered);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {(passed + next).TotalSeconds:0} | {traffic.Rate:0} | {Share(traffic, 0.5)} | {Share(traffic, 0.99)} "
                + $"| {Share(traffic, 0.999)} | {traffic.Latencies.Max.TotalMilliseconds:0.0} | {traffic.Failed} | {traffic.Unsent} "
                + $"| {backlog} | {each:0} | {contestant.ResidentMegabytes} | {contestant.StoredMegabytes} |"));
        }
    }

    private static string Share(TrafficResult traffic, double share) =>
        traffic.Latencies.Share(share).TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
