using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <content>What waits for a slot: first come, first served.</content>
internal sealed partial class HandlerPlaces
{
    private void Enqueue(Lease lease)
    {
        _waiting.Enqueue((lease, _time.GetTimestamp()));
        if (_waiting.Count == 1)
            _patience.Change(LongestWait, Timeout.InfiniteTimeSpan);
        Pump();
    }

    /// <summary>Starts what waits, as far as there are slots, on a thread of the pool: callers have no time for it.</summary>
    private void Pump()
    {
        if (_isPumping || !CanStart)
            return;
        _isPumping = true;
        ThreadPool.UnsafeQueueUserWorkItem(static places => places.StartAll(), this, preferLocal: false);
    }

    private bool CanStart => _waiting.Count > 0 && (_running < _slots || IsShut);

    private bool IsShut => _isClosed || !_gate.IsOpen;

    private void StartAll()
    {
        while (true)
        {
            Lease lease;
            bool isGivenBack;
            lock (_lock)
            {
                if (!CanStart)
                {
                    _isPumping = false;
                    return;
                }

                (lease, var since) = _waiting.Dequeue();
                _bytes -= lease.Delivery.Body.Length;
                isGivenBack = IsShut || _time.GetElapsedTime(since) >= LongestWait;
                if (isGivenBack)
                    _unsettled++;
                else
                    _running++;
            }

            if (isGivenBack)
                _giveBack(lease);
            else
                _start(lease);
        }
    }

    private void GiveBackStale() => GiveBack(since => _time.GetElapsedTime(since) >= LongestWait);

    private void GiveBack(Func<long, bool> whose)
    {
        var leases = new List<Lease>();
        lock (_lock)
        {
            while (_waiting.TryPeek(out var oldest) && whose(oldest.Since))
            {
                _waiting.Dequeue();
                _bytes -= oldest.Lease.Delivery.Body.Length;
                _unsettled++;
                leases.Add(oldest.Lease);
            }

            if (_waiting.TryPeek(out var next))
                _patience.Change(LeftOf(next.Since), Timeout.InfiniteTimeSpan);
        }

        leases.ForEach(_giveBack);
    }

    private TimeSpan LeftOf(long since) =>
        LongestWait - _time.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
