using System.Diagnostics;
using Spotnana.Webhooks.Benchmarks.Load.Contestants;
using Spotnana.Webhooks.Benchmarks.Load.Traffic;

namespace Spotnana.Webhooks.Benchmarks.Load.Measuring;

/// <summary>One round of one contestant: sends, and waits until it has handled what it took.</summary>
internal sealed class Round(Contestant contestant, RequestTemplate template, int connections)
{
    private static readonly TimeSpan _drainLimit = TimeSpan.FromMinutes(10);

    // Asking costs the contestant something too.
    private static readonly TimeSpan _askEvery = TimeSpan.FromMilliseconds(100);

    /// <param name="duration">How long it sends.</param>
    /// <param name="rate">Requests a second; null: as many as are answered.</param>
    /// <param name="expected">How many will be answered, about: so many are signed before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RoundFigures> RunAsync(TimeSpan duration, double? rate, int expected, CancellationToken cancellationToken)
    {
        template.Stamp();
        var pool = SignedPool.Make(template, contestant.Next, expected);
        GC.Collect();

        var handledBefore = contestant.Handles ? (await contestant.ReadProgressAsync()).Handled : 0;
        var processor = contestant.Processor;
        var database = contestant.DatabaseProcessor;
        var traffic = await contestant.SendAsync(
            template, connections, new TrafficPlan(contestant.Next, duration, rate, pool), cancellationToken);
        var processorOfAnswers = contestant.Processor - processor;
        var resident = contestant.ResidentMegabytes;

        long? backlog = null;
        TimeSpan? drain = null;
        TimeSpan? processorOfHandled = null;
        if (contestant.Handles)
        {
            var start = Stopwatch.GetTimestamp();
            var target = handledBefore + traffic.Answered;
            var progress = await contestant.ReadProgressAsync();
            backlog = progress.Backlog ?? target - progress.Handled;
            await DrainAsync(target, cancellationToken);
            drain = Stopwatch.GetElapsedTime(start);
            processorOfHandled = contestant.Processor - processor;
        }

        var answered = Math.Max(1, traffic.Answered);
        return new RoundFigures
        {
            Rate = traffic.Rate,
            Answered = traffic.Answered,
            Failed = traffic.Failed,
            Failures = traffic.Failures,
            Unsent = traffic.Unsent,
            P50 = traffic.Latencies.Share(0.5).TotalMilliseconds,
            P99 = traffic.Latencies.Share(0.99).TotalMilliseconds,
            P999 = traffic.Latencies.Share(0.999).TotalMilliseconds,
            Max = traffic.Latencies.Max.TotalMilliseconds,
            MicrosecondsAnAnswer = processorOfAnswers.TotalMicroseconds / answered,
            MicrosecondsAHandled = processorOfHandled?.TotalMicroseconds / answered,
            DatabaseMicroseconds = contestant.Cluster is null
                ? null
                : (contestant.DatabaseProcessor - database).TotalMicroseconds / answered,
            Backlog = backlog,
            DrainSeconds = drain?.TotalSeconds,
            ResidentMegabytes = resident,
            PeakMegabytes = contestant.PeakMegabytes,
            SenderShare = traffic.Processor / traffic.Duration,
        };
    }

    private async Task DrainAsync(long target, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var progress = await contestant.ReadProgressAsync();
            if (progress.Handled >= target && progress.Backlog is null or 0)
                return;
            if (Stopwatch.GetElapsedTime(start) > _drainLimit)
            {
                throw new InvalidOperationException(
                    $"{contestant.Kind.Name} has not handled all within {_drainLimit.TotalMinutes} minutes: {progress}, wanted {target}.");
            }

            await Task.Delay(_askEvery, TimeProvider.System, cancellationToken);
        }
    }
}
