using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>Looks at deliveries, and into their bodies where that is needed.</summary>
internal sealed class ErasureLook(IInboxErasing inbox, TimeProvider time)
{
    private static readonly TimeSpan BetweenDoubts = TimeSpan.FromMinutes(1);

    private long? _doubted;

    /// <summary>Up to which delivery those that are not sure were looked at again in this turn.</summary>
    public long DoubtfulAfter { get; private set; }

    /// <summary>How many bodies could not be read.</summary>
    public int Unreadable { get; set; }

    /// <summary>Finds what erasures name, and how many deliveries each that is not complete has looked at.</summary>
    public async Task<(List<ErasureHit> Hits, Dictionary<string, int> Scanned)> AtAsync(
        IReadOnlyList<DeliverySummary> deliveries, ErasureMatcher matcher, CancellationToken cancellationToken)
    {
        var (hits, scanned) = (new List<ErasureHit>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var bodies = await BodiesAsync(
            [.. deliveries.Where(matcher.NeedsBodyOf).Select(delivery => delivery.Sequence)], cancellationToken).ConfigureAwait(false);
        foreach (var delivery in deliveries)
        {
            foreach (var erasure in matcher.Incomplete)
            {
                if (erasure.IsFor(delivery.Subscription))
                    scanned[erasure.Id] = scanned.GetValueOrDefault(erasure.Id) + 1;
            }

            var body = bodies.GetValueOrDefault(delivery.Sequence, new ErasureBody(delivery.Sequence, null));
            var found = matcher.Find(delivery, body.Bytes);
            hits.AddRange(found.Select(erasure => new ErasureHit(delivery.Sequence, erasure)));
            if (body.IsReadable)
                continue;
            (Unreadable, _doubted) = (Unreadable + 1, _doubted ?? time.GetTimestamp());
            hits.AddRange(
                matcher.LookingAt(delivery).Select(erasure => erasure.Id).Except(found)
                    .Select(erasure => new ErasureHit(delivery.Sequence, erasure, IsSure: false)));
        }

        return (hits, scanned);
    }

    /// <summary>Looks again, now and then, into those whose bodies could not be read.</summary>
    public async Task<(List<ErasureHit> Hits, List<ErasureHit> Misses)> AgainAsync(
        IReadOnlyList<FoundDelivery> doubtful, ErasureMatcher matcher, CancellationToken cancellationToken)
    {
        var (hits, misses) = (new List<ErasureHit>(), new List<ErasureHit>());
        if (doubtful.Count == 0)
            DoubtfulAfter = 0; // from the first one on again
        if (doubtful.Count == 0 || (_doubted is { } before && time.GetElapsedTime(before) < BetweenDoubts))
            return (hits, misses);

        (_doubted, DoubtfulAfter) = (time.GetTimestamp(), doubtful[^1].Delivery.Sequence);
        var bodies = await BodiesAsync([.. doubtful.Select(one => one.Delivery.Sequence).Distinct()], cancellationToken)
            .ConfigureAwait(false);
        foreach (var one in doubtful)
        {
            var body = bodies.GetValueOrDefault(one.Delivery.Sequence, new ErasureBody(one.Delivery.Sequence, null));
            if (!body.IsReadable)
                Unreadable++;
            else if (matcher.Find(one.Delivery, body.Bytes).Contains(one.Hit.Erasure))
                hits.Add(one.Hit with { IsSure = true });
            else
                misses.Add(one.Hit);
        }

        return (hits, misses);
    }

    private async Task<Dictionary<long, ErasureBody>> BodiesAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        sequences.Count == 0
            ? []
            : (await inbox.ReadBodiesToEraseAsync(sequences, cancellationToken).ConfigureAwait(false)).ToDictionary(body => body.Sequence);
}
