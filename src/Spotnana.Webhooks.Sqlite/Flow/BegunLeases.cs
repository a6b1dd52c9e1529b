using Microsoft.Extensions.Logging;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>
/// The leases of this process under which work has begun: when they run out, or when the process dies, that is blamed on their deliveries.
/// Used by any thread.
/// </summary>
internal sealed partial class BegunLeases(BegunTable table, int slots, ILogger logger)
{
    private const int NoSlot = -1; // the table is full
    private const int Ended = -2;

    private readonly Lock _gate = new();
    private readonly Dictionary<(long Lane, long Token), int> _slots = [];
    private readonly Stack<int> _free = [];
    private int _used;
    private int _withoutSlot;
    private bool _isToldOfFailure;

    /// <summary>Reads what the last process left, before it is overwritten.</summary>
    /// <returns>Null: nobody knows, so work may have begun under all leases.</returns>
    public IReadOnlySet<(long Lane, long Token)>? ReadLast()
    {
        IReadOnlySet<(long, long)>? last = null;
        Try(() => last = table.Read());
        return last;
    }

    /// <summary>Begins with an empty table.</summary>
    public void Clear() => Try(table.Clear);

    /// <summary>To be called when no lease is held any more: an older release may come next, which knows nothing of the table.</summary>
    public void Void() => Try(table.Void);

    public void Begin(long lane, long token)
    {
        lock (_gate)
        {
            if (!_slots.TryAdd((lane, token), NoSlot))
                return;
            if (!_free.TryPop(out var slot))
                slot = _used < slots ? _used++ : NoSlot;
            _slots[(lane, token)] = slot;
            if (slot != NoSlot)
                Write(slot, lane, token);
            else if (++_withoutSlot == 1)
                Try(() => table.SetComplete(false));
        }
    }

    /// <summary>To be called when the work has ended: the death of the process is not blamed on it any more.</summary>
    public void End(long lane, long token)
    {
        lock (_gate)
        {
            if (!_slots.TryGetValue((lane, token), out var slot) || slot == Ended)
                return;

            _slots[(lane, token)] = Ended;
            if (slot != NoSlot)
            {
                Write(slot, 0, 0);
                _free.Push(slot);
            }
            else if (--_withoutSlot == 0)
            {
                Try(() => table.SetComplete(true));
            }
        }
    }

    /// <summary>To be called when the lease is not held any more.</summary>
    public void Forget(long lane, long token)
    {
        lock (_gate)
        {
            End(lane, token);
            _slots.Remove((lane, token));
        }
    }

    /// <summary>Whether work has begun under a lease, be it that it has ended and its settlement is not stored yet.</summary>
    public bool Contains(long lane, long token)
    {
        lock (_gate)
            return _slots.ContainsKey((lane, token));
    }

    private void Write(int slot, long lane, long token)
    {
        try
        {
            table.Write(slot, lane, token);
        }
        catch (IOException failure)
        {
            Tell(failure);
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (IOException failure)
        {
            Tell(failure);
        }
    }

    // Handling deliveries goes before knowing whom to blame.
    private void Tell(IOException failure)
    {
        if (!_isToldOfFailure)
            Log.CannotWrite(logger, failure);
        _isToldOfFailure = true;
    }

    private static partial class Log
    {
        [LoggerMessage(12, LogLevel.Warning,
            "The lock file does not take which deliveries are handled: if the process dies, the wrong ones may be blamed for it")]
        public static partial void CannotWrite(ILogger logger, Exception failure);
    }
}
