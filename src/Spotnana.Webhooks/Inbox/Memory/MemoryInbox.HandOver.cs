namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox
{
    private readonly LeaseTakers _takers = new();
    private readonly List<MemoryLane> _idle = []; // in which nothing waited before what is being appended

    /// <inheritdoc/>
    public IDisposable HandOverTo(ILeaseTaker taker) => _takers.Add(taker);

    /// <inheritdoc/>
    public ValueTask<bool> BeginAsync(Lease lease)
    {
        lock (_gate)
            return new(!_paused.ContainsKey(lease.Handler));
    }

    private List<(ILeaseTaker Taker, Lease Lease)> LeaseForTakers()
    {
        var (now, handedOver) = (time.GetUtcNow(), new List<(ILeaseTaker, Lease)>());
        foreach (var lane in _idle)
        {
            if (lane.HeadDueAt > now || _paused.ContainsKey(lane.Handler) || _takers.Find(lane.Handler) is not { } taker)
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
}
