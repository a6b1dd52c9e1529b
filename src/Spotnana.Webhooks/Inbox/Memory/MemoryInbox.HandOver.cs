using System.Collections.Concurrent;

namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox
{
    private readonly ConcurrentDictionary<string, ILeaseTaker> _takers = new(StringComparer.Ordinal);
    private readonly List<MemoryLane> _idle = []; // in which nothing waited before what is being appended

    /// <inheritdoc/>
    public IDisposable HandOverTo(ILeaseTaker taker)
    {
        _takers[taker.Handler] = taker;
        return new Registration(_takers, taker);
    }

    /// <inheritdoc/>
    public bool TryBegin(Lease lease)
    {
        lock (_gate)
            return !_paused.ContainsKey(lease.Handler);
    }

    private List<(ILeaseTaker Taker, Lease Lease)> LeaseForTakers()
    {
        var (now, handedOver) = (time.GetUtcNow(), new List<(ILeaseTaker, Lease)>());
        foreach (var lane in _idle)
        {
            if (lane.HeadDueAt > now || _paused.ContainsKey(lane.Handler) || !_takers.TryGetValue(lane.Handler, out var taker))
                continue;
            var bytes = lane.Pending.Min!.Delivery.Bytes;
            if (!taker.TryReserve(bytes))
                continue;
            if (TryLease(lane, now, taker.LeaseDuration) is { } lease)
                handedOver.Add((taker, lease));
            else
                taker.Cancel(bytes);
        }

        return handedOver;
    }

    private sealed class Registration(ConcurrentDictionary<string, ILeaseTaker> takers, ILeaseTaker taker) : IDisposable
    {
        public void Dispose() => takers.TryRemove(KeyValuePair.Create(taker.Handler, taker));
    }
}
