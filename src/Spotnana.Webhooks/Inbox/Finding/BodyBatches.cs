using System.Runtime.CompilerServices;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Finding;

/// <summary>Reads the bodies of deliveries, so many at once that they take a bounded memory.</summary>
internal static class BodyBatches
{
    private const long MostBytes = 8 << 20;

    /// <summary>Reads them in the order of the deliveries. Of one whose body is gone, no bytes come.</summary>
    public static async IAsyncEnumerable<(DeliverySummary Delivery, ErasureBody Body)> ReadAsync(
        IInboxErasing inbox, IReadOnlyList<DeliverySummary> deliveries, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var start = 0; start < deliveries.Count;)
        {
            var (end, bytes) = (start, 0L);
            while (end < deliveries.Count && (end == start || bytes + deliveries[end].Bytes <= MostBytes))
                bytes += deliveries[end++].Bytes;
            var batch = deliveries.Skip(start).Take(end - start).ToList();
            var bodies = (await inbox.ReadBodiesToEraseAsync([.. batch.Select(delivery => delivery.Sequence)], cancellationToken)
                .ConfigureAwait(false)).ToDictionary(body => body.Sequence);
            foreach (var delivery in batch)
                yield return (delivery, bodies.GetValueOrDefault(delivery.Sequence, new ErasureBody(delivery.Sequence, null)));
            start = end;
        }
    }
}
