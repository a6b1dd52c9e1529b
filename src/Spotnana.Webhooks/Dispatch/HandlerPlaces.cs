using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>
/// The places that a handler has for leases: a slot for each that runs and, where the inbox has use for it, a few more that wait, so that a
/// slot which becomes free need not wait for a commit. The inbox hands over what there is room for, as it stores it.
/// </summary>
/// <remarks>
/// A lease takes a place when room is reserved for it, waits, gets a slot and frees it as soon as its handler has ended. Its settlement
/// follows behind; if too many of those are not stored yet, there is no room. How many may wait goes by how many ended in the last moment
/// (see <see cref="Pace"/>): with a slow handler none waits, since another process or a later start could have it sooner.
/// </remarks>
internal sealed partial class HandlerPlaces : ILeaseTaker, IDisposable
{
    /// <summary>How many settlements may be on their way: what a crash makes the handler do again, at most.</summary>
    public const int MostUnsettled = 256;

    // Of bodies that wait or are being stored; a single one may be larger.
    private const long MostBytesAhead = 4 << 20;

    private readonly Lock _lock = new();
    private readonly Queue<(Lease Lease, long Since)> _waiting = new();
    private readonly Pace _pace;
    private readonly HandlerGate _gate;
    private readonly TimeProvider _time;
    private readonly ITimer _patience;
    private readonly int _slots;
    private readonly int _mostAhead;
    private readonly Action<Lease> _start;
    private readonly Action<Lease> _giveBack;
    private TaskCompletionSource? _roomAwaited;
    private TaskCompletionSource? _endAwaited;
    private long _bytes;
    private int _reserved;
    private int _running;
    private int _unsettled;
    private bool _isCaughtUp;
    private bool _isPumping;
    private bool _isClosed;

    /// <summary>Makes the places of a handler. It has caught up with nothing yet: nothing is handed over before its first lease.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="slots">How many leases run at once.</param>
    /// <param name="mostAhead">How many more may wait at most.</param>
    /// <param name="leaseDuration">How long leases last. A third of it is what one waits for at most.</param>
    /// <param name="gate">While it is closed, nothing is handed over and nothing that waits starts.</param>
    /// <param name="start">Starts the handler under a lease that has a slot now. It must not take long.</param>
    /// <param name="giveBack">Gives a lease back that waited and does not run.</param>
    /// <param name="time">Measures how long leases wait.</param>
    public HandlerPlaces(
        string handler, int slots, int mostAhead, TimeSpan leaseDuration, HandlerGate gate, Action<Lease> start, Action<Lease> giveBack,
        TimeProvider time)
    {
        (Handler, LeaseDuration, _slots, _mostAhead) = (handler, leaseDuration, slots, mostAhead);
        (_gate, _start, _giveBack, _time, _pace) = (gate, start, giveBack, time, new Pace(time));
        _patience = time.CreateTimer(_ => GiveBackStale(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Handler { get; }

    public TimeSpan LeaseDuration { get; }

    private TimeSpan LongestWait => LeaseDuration / 3;

    private int Room => _unsettled >= MostUnsettled || _isClosed
        ? 0
        : Math.Max(0, _slots + (_bytes >= MostBytesAhead ? 0 : Math.Min(_mostAhead, _pace.Ended)) - _running - _waiting.Count - _reserved);

    public void Dispose() => _patience.Dispose();

    public bool TryReserve(int bytes)
    {
        lock (_lock)
        {
            if (!_isCaughtUp || !_gate.IsOpen || Room == 0)
                return false;
            _reserved++;
            _bytes += bytes;
            return true;
        }
    }

    public void Cancel(int bytes)
    {
        lock (_lock)
        {
            _reserved--;
            _bytes -= bytes;
            Changed();
        }
    }

    public void Take(Lease lease)
    {
        lock (_lock)
        {
            _reserved--;
            Enqueue(lease);
        }
    }

    public void GiveBack() => GiveBack(static _ => true);

    /// <summary>Waits until there is room for a lease.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Room > 0)
                return Task.CompletedTask;
            _roomAwaited ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _roomAwaited.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Reserves room for leases that are about to be asked for. If the last ones were all that was due, half of the room is left for what
    /// the inbox hands over meanwhile.
    /// </summary>
    /// <returns>How many. 0: there is no room any more.</returns>
    public int ReserveToLease(bool onlyOne)
    {
        lock (_lock)
        {
            var room = Room;
            var asked = onlyOne ? Math.Min(1, room) : _isCaughtUp && _mostAhead > 0 ? (room + 1) / 2 : room;
            _reserved += asked;
            return asked;
        }
    }

    /// <summary>Takes what was leased, and frees the rest of the room that was reserved for it.</summary>
    /// <param name="asked">How many leases were asked for.</param>
    /// <param name="leases">Those that were given. Empty as well where the inbox has failed.</param>
    public void TakeLeased(int asked, IReadOnlyList<Lease> leases)
    {
        lock (_lock)
        {
            _reserved -= asked;
            var bytes = 0L;
            foreach (var lease in leases)
            {
                bytes += lease.Delivery.Body.Length;
                Enqueue(lease);
            }

            // An inbox gives fewer leases at a time where bodies are large.
            _isCaughtUp = leases.Count < asked && (leases.Count == 0 || bytes < MostBytesAhead);
            _bytes += bytes;

            Changed();
        }
    }

    /// <summary>Takes the next head of a lane, for which room was reserved without its bytes.</summary>
    public void TakeNext(Lease next)
    {
        lock (_lock)
        {
            _reserved--;
            _bytes += next.Delivery.Body.Length;
            Enqueue(next);
        }
    }

    /// <summary>Turns reserved room into a slot, for a lease that starts at once and through a closed gate.</summary>
    public void TakeProbe()
    {
        lock (_lock)
        {
            _reserved--;
            _running++;
        }
    }

    /// <summary>Frees the slot of a handler that has ended.</summary>
    /// <param name="isUnsettled">Whether a settlement follows: <see cref="Settled"/> ends it.</param>
    public void Ended(bool isUnsettled)
    {
        lock (_lock)
        {
            _running--;
            if (isUnsettled)
                _unsettled++;
            _pace.Note();
            Pump();
            Changed();
        }
    }

    /// <summary>A settlement is stored, or was given up.</summary>
    public void Settled()
    {
        lock (_lock)
        {
            _unsettled--;
            Changed();
        }
    }

    /// <summary>Takes nothing more and gives back what waits. What runs may go on.</summary>
    /// <returns>Ends when nothing runs and everything is settled.</returns>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            _endAwaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Pump();
            Changed();
            return _endAwaited.Task;
        }
    }

    private void Changed()
    {
        if (_roomAwaited is not null && Room > 0)
        {
            _roomAwaited.TrySetResult();
            _roomAwaited = null;
        }

        if (_endAwaited is not null && _running + _waiting.Count + _reserved + _unsettled == 0)
            _endAwaited.TrySetResult();
    }
}
