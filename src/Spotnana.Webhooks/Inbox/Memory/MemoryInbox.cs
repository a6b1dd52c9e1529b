namespace Spotnana.Webhooks.Inbox.Memory;

/// <summary>
/// An inbox that keeps nothing across a restart, for trials and measurements. Otherwise it does what every engine does, under one lock.
/// </summary>
/// <param name="time">The clock for due times and leases.</param>
internal sealed partial class MemoryInbox(TimeProvider time) : IInbox, IInboxStats, IInboxContacts, IInboxHandOver
{
    private readonly Lock _gate = new();
    private readonly WorkSignal _signal = new(time);
    private readonly MemoryLanes _lanes = new();
    private readonly MemoryTally _tally = new();
    private readonly Dictionary<(string Subscription, string Id), List<MemoryDelivery>> _copies = [];
    private readonly List<MemoryDelivery> _deliveries = []; // by sequence
    private readonly SortedDictionary<string, DateTimeOffset> _paused = new(StringComparer.Ordinal);
    private long _lastSequence;

    /// <inheritdoc/>
    public Task<bool> TryOpenAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        AppendOutcome[] outcomes;
        List<(ILeaseTaker Taker, Lease Lease)> handedOver;
        lock (_gate)
        {
            _idle.Clear();
            outcomes = [.. entries.Select(Append)];
            handedOver = LeaseForTakers();
        }

        foreach (var (taker, lease) in handedOver)
            taker.Take(lease);
        return Task.FromResult<IReadOnlyList<AppendOutcome>>(outcomes);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Lease>> LeaseAsync(string handler, int count, TimeSpan duration, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var leases = new List<Lease>();
            if (_paused.ContainsKey(handler))
                return Task.FromResult<IReadOnlyList<Lease>>(leases);

            foreach (var lane in _lanes.Due(handler, now).Take(count).ToList())
            {
                if (TryLease(lane, now, duration) is { } lease)
                    leases.Add(lease);
            }

            return Task.FromResult<IReadOnlyList<Lease>>(leases);
        }
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_lanes.Held(lease) is not { } lane)
                return Task.FromResult(false);

            _lanes.SetDue(lane, time.GetUtcNow() + duration);
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_lanes.Held(settlement.Lease) is not { Leased: { } handling } lane)
                return Task.FromResult(new SettleOutcome(WasHeld: false));

            Settle(settlement, lane, handling);
            var now = time.GetUtcNow();
            return Task.FromResult(new SettleOutcome(
                WasHeld: true,
                next is { } duration && lane.DueAt <= now && !_paused.ContainsKey(lane.Handler) ? TryLease(lane, now, duration) : null));
        }
    }

    /// <inheritdoc/>
    public Task WaitForWorkAsync(string handler, CancellationToken cancellationToken) =>
        _signal.WaitAsync(handler, _ => Task.FromResult(EarliestDue(handler)), cancellationToken);

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<InboxStats> ReadStatsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(_tally.Read());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _signal.RaiseAll();
        return ValueTask.CompletedTask;
    }

    internal IReadOnlyList<MemoryDelivery> Copies(string subscription, string id)
    {
        lock (_gate)
            return [.. _copies.GetValueOrDefault((subscription, id), [])];
    }

    private Lease? TryLease(MemoryLane lane, DateTimeOffset now, TimeSpan duration)
    {
        EndLostLease(lane);
        if (lane.Pending.Min is not { } head || lane.HeadDueAt > now)
            return null;
        if (head.Lost > 0 && _lanes.Leased.Any(leased => leased.Lost > 0 && leased.Lane.DueAt + Lease.LongestSuspicion > now))
        {
            head.DueAt = now + Lease.SuspectPause;
            Refresh(lane);
            return null;
        }

        head.Attempts++;
        lane.Leased = head;
        lane.LeasedAt = now;
        lane.Token++;
        _lanes.SetDue(lane, now + duration);
        return new Lease
        {
            Handler = lane.Handler,
            Delivery = head.Delivery.Delivery,
            Attempt = head.Attempts,
            LostAttempts = head.Lost,
            IsStale = lane.IsPast(head.Delivery.Delivery),
            WaitingSince = head.WaitingSince,
            LeasedAt = now,
            Streak = head.Streak,
            Lane = lane.Id,
            Sequence = head.Delivery.Sequence,
            Token = lane.Token,
        };
    }

    // The handling stays pending, and its attempt stays counted.
    private void EndLostLease(MemoryLane lane)
    {
        if (lane.Leased is not { } lost)
            return;

        lost.Delivery.Attempts.Add(new(lost.Handler, lost.Attempts, lane.LeasedAt, null, AttemptOutcome.Lost, null));
        lost.Lost++;
        lane.Leased = null;
        Refresh(lane);
    }

    private void Settle(Settlement settlement, MemoryLane lane, MemoryHandling handling)
    {
        lane.Leased = null;
        if (settlement.GivesAttemptBack)
        {
            handling.Attempts--;
        }
        else
        {
            handling.Lost = 0;
            handling.Record(settlement);
            handling.Streak = settlement.Streak is { } streak ? streak with { Since = streak.Since ?? time.GetUtcNow() } : null;
        }

        if (settlement.DueAt is { } dueAt)
        {
            handling.DueAt = dueAt;
        }
        else
        {
            lane.Pending.Remove(handling);
            handling.State = settlement.State;
            handling.Reason = settlement.Reason;
            _tally.Ended(handling);
            NoteState(handling.Delivery);
            if (settlement.Kind == SettlementKind.Completed)
                lane.Advance(handling.Delivery.Delivery);
        }

        Refresh(lane);
    }

    /// <summary>Must be called after every change to a delivery's handlings.</summary>
    private void NoteState(MemoryDelivery delivery) =>
        delivery.SettledAt = delivery.State == DeliveryState.Pending ? null : time.GetUtcNow();

    // A lane that is not leased is due when its head is.
    private void Refresh(MemoryLane lane)
    {
        if (lane.Leased is not null)
            return;

        _lanes.SetDue(lane, lane.HeadDueAt);
        if (lane.DueAt is not null)
            _signal.Raise(lane.Handler);
    }

    private DateTimeOffset? EarliestDue(string handler)
    {
        lock (_gate)
            return _paused.ContainsKey(handler) ? null : _lanes.EarliestDue(handler);
    }
}
