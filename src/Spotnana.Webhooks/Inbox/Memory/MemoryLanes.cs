namespace Spotnana.Webhooks.Inbox.Memory;

/// <summary>The lanes of <see cref="MemoryInbox"/>, found by subject, by lease and by due time.</summary>
internal sealed class MemoryLanes
{
    private readonly Dictionary<long, MemoryLane> _byId = [];
    private readonly Dictionary<(string Handler, string Subscription, string Subject), MemoryLane> _bySubject = [];
    private readonly Dictionary<string, SortedSet<(DateTimeOffset DueAt, long Lane)>> _byDue = [];
    private long _lastId;

    /// <summary>The handlings whose lease has not been ended.</summary>
    public IEnumerable<MemoryHandling> Leased => _byId.Values.Select(lane => lane.Leased).OfType<MemoryHandling>();

    public MemoryLane FindOrAdd(string handler, string subscription, string? subject)
    {
        if (subject is not null && _bySubject.TryGetValue((handler, subscription, subject), out var known))
            return known;

        var lane = new MemoryLane(++_lastId, handler, subscription, subject);
        _byId.Add(lane.Id, lane);
        if (lane.Key is { } key)
            _bySubject.Add(key, lane);
        return lane;
    }

    public MemoryLane? Find(string handler, string subscription, string subject) =>
        _bySubject.GetValueOrDefault((handler, subscription, subject));

    /// <summary>The lane of a lease, if the lease is still held; else null.</summary>
    public MemoryLane? Held(Lease lease) =>
        _byId.TryGetValue(lease.Lane, out var lane) && lane.Token == lease.Token && lane.Leased?.Delivery.Sequence == lease.Sequence
            ? lane
            : null;

    /// <summary>Sets when a lane is due. Null: nothing is pending, and a lane without a subject is removed.</summary>
    public void SetDue(MemoryLane lane, DateTimeOffset? dueAt)
    {
        if (!_byDue.TryGetValue(lane.Handler, out var order))
            _byDue.Add(lane.Handler, order = []);
        if (lane.DueAt is { } before)
            order.Remove((before, lane.Id));
        lane.DueAt = dueAt;
        if (dueAt is { } after)
            order.Add((after, lane.Id));
        else if (lane.Key is null)
            _byId.Remove(lane.Id);
    }

    /// <summary>Removes the lanes of a subject in which nothing is pending.</summary>
    public void Remove(string subscription, string subject)
    {
        foreach (var handler in _byDue.Keys)
        {
            if (_bySubject.TryGetValue((handler, subscription, subject), out var lane) && lane.DueAt is null)
            {
                _bySubject.Remove((handler, subscription, subject));
                _byId.Remove(lane.Id);
            }
        }
    }

    /// <summary>The due lanes of a handler, those due longest first.</summary>
    public IEnumerable<MemoryLane> Due(string handler, DateTimeOffset now) =>
        _byDue.GetValueOrDefault(handler, []).TakeWhile(lane => lane.DueAt <= now).Select(lane => _byId[lane.Lane]);

    public DateTimeOffset? EarliestDue(string handler) =>
        _byDue.TryGetValue(handler, out var order) && order.Count > 0 ? order.Min.DueAt : null;
}
