namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>The work that waits for the write thread, first come, first served. The thread sleeps meanwhile and does not spin.</summary>
internal sealed class WriteQueue
{
    private readonly object _lock = new();
    private readonly Queue<WriteWork> _waiting = new();
    private bool _isClosed;

    /// <summary>False when the queue is closed.</summary>
    public bool TryAdd(WriteWork work)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _waiting.Enqueue(work);
            if (_waiting.Count == 1)
                Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>From now on nothing is added; what waits can still be taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Takes what waits, as far as it fits. Waits until there is something.</summary>
    /// <param name="group">Where it goes. What was cancelled meanwhile is left out, so it may stay empty.</param>
    /// <param name="mostWork">How much work at most.</param>
    /// <param name="mostBytes">How many bytes at most. A single piece of work may have more.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<WriteWork> group, int mostWork, long mostBytes)
    {
        lock (_lock)
        {
            while (_waiting.Count == 0)
            {
                if (_isClosed)
                    return false;
                Monitor.Wait(_lock);
            }

            for (var bytes = 0L; group.Count < mostWork && bytes < mostBytes && _waiting.TryDequeue(out var next); bytes += next.Bytes)
            {
                if (next.Begins())
                    group.Add(next);
            }

            return true;
        }
    }
}
