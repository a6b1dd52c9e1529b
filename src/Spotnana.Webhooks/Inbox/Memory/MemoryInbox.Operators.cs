using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox : IInboxOperator
{
    private readonly WorkSignal _tries = new(time);

    /// <inheritdoc/>
    public Task WaitForTryAsync(string handler, CancellationToken cancellationToken) =>
        _tries.WaitForRaiseAsync(handler, cancellationToken);

    /// <inheritdoc/>
    public Task<RedriveResult> RedriveAsync(long sequence, string? handler, RereadDelivery reread, CancellationToken cancellationToken) =>
        Task.FromResult(Redrive(sequence, RedriveChoice.Of(handler), reread, dryRun: false));

    /// <inheritdoc/>
    public Task<RedriveTotals> RedriveAsync(
        DeliveryFilter filter, bool dryRun, RereadDelivery reread, CancellationToken cancellationToken) =>
        RedriveAsync(filter, limit: null, dryRun, reread, cancellationToken);

    /// <inheritdoc/>
    public Task<RedriveTotals> RedriveAsync(
        DeliveryFilter filter, int? limit, bool dryRun, RereadDelivery reread, CancellationToken cancellationToken)
    {
        var (choice, totals) = (RedriveChoice.Of(filter), new RedriveTotals(0, 0, 0));
        foreach (var sequence in FindToRedrive(filter))
        {
            if (totals.Deliveries >= limit)
                break;
            cancellationToken.ThrowIfCancellationRequested();
            totals = totals.Plus(Redrive(sequence, choice, reread, dryRun));
        }

        return Task.FromResult(totals);
    }

    /// <inheritdoc/>
    public Task<bool> PauseAsync(string handler, CancellationToken cancellationToken)
    {
        bool isNew;
        lock (_gate)
            isNew = _paused.TryAdd(handler, time.GetUtcNow());
        if (isNew)
            _takers.Find(handler)?.GiveBack();
        return Task.FromResult(isNew);
    }

    /// <inheritdoc/>
    public Task<bool> ResumeAsync(string handler, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var wasPaused = _paused.Remove(handler);
            if (wasPaused)
                MakeDue(handler);
            return Task.FromResult(wasPaused);
        }
    }

    /// <inheritdoc/>
    public Task<long> TryAsync(string handler, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(MakeDue(handler));
    }

    /// <inheritdoc/>
    public Task<DiscardResult> DiscardAsync(string handler, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(
                Discard(_deliveries.SelectMany(delivery => delivery.Handlings).Where(handling => handling.Handler == handler)));
    }

    /// <inheritdoc/>
    public Task<DiscardResult?> DiscardAsync(long sequence, string? handler, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Stored(sequence) is not { } stored)
                return Task.FromResult<DiscardResult?>(null);
            if (handler is null && stored.Quarantine is { } reason and not DeadReason.Discarded)
            {
                _tally.Unquarantined(reason);
                stored.Discard();
                return Task.FromResult<DiscardResult?>(new DiscardResult(1, 0));
            }

            var handlings = stored.Handlings.FindAll(handling => handler is null || handling.Handler == handler);
            return Task.FromResult<DiscardResult?>(
                handlings.Count == 0 && handler is not null ? null : Discard(handlings, deadToo: true));
        }
    }

    private List<long> FindToRedrive(DeliveryFilter filter)
    {
        var selection = RedriveSelection.Of(filter);
        Predicate<MemoryDelivery> isMeant = selection.OfDeadHandlings
            ? delivery => delivery.Handlings.Exists(IsDead) && Matches(delivery, selection.Filter with { Reason = null })
            : delivery => Matches(delivery, selection.Filter);
        lock (_gate)
            return [.. _deliveries.Where(delivery => isMeant(delivery)).Select(delivery => delivery.Sequence)];

        bool IsDead(MemoryHandling handling) =>
            handling.Handler == filter.Handler && handling.State == HandlingState.Dead
            && (filter.Reason is null || handling.Reason == filter.Reason);
    }

    private RedriveResult Redrive(long sequence, RedriveChoice choice, RereadDelivery reread, bool dryRun)
    {
        InboxEntry? entry = null;
        if (DeliveryToReread(sequence) is { } delivery)
            entry = reread(delivery);

        lock (_gate)
        {
            if (Stored(sequence) is not { } stored)
                return new RedriveResult(RedriveOutcome.NotFound);

            var now = time.GetUtcNow();
            var plan = RedrivePlan.Make(
                choice, stored.Reason, stored.Handlings.ConvertAll(handling => (handling.Handler, StateOf(handling, now), handling.Reason)),
                stored.HasBody, entry);
            if (!dryRun)
                Redrive(stored, plan);
            return plan.Result;
        }
    }

    private Delivery? DeliveryToReread(long sequence)
    {
        lock (_gate)
            return Stored(sequence) is { HasBody: true } stored && RedrivePlan.NeedsReading(stored.State, stored.Handlings.Count)
                ? stored.Delivery
                : null;
    }

    private void Redrive(MemoryDelivery stored, RedrivePlan plan)
    {
        if (plan.Reread is { } found)
        {
            if (stored.Quarantine is { } reason)
                _tally.Unquarantined(reason);
            stored.Reread(found.Delivery);
            AddHandlings(stored, plan.Handlers, TimeSpan.Zero);
            NoteState(stored);
            return;
        }

        foreach (var handling in stored.Handlings.Where(handling => plan.Handlers.Contains(handling.Handler)))
            PutBack(handling);
        foreach (var handling in stored.Handlings.Where(handling => plan.DueNow.Contains(handling.Handler)))
            MakeDue(handling);
        if (plan.Handlers.Count > 0)
            NoteState(stored);
    }

    private void PutBack(MemoryHandling handling)
    {
        if (handling.Reason is { } reason)
            _tally.Returned(handling.Handler, reason);
        var (now, delivery) = (time.GetUtcNow(), handling.Delivery.Delivery);
        (handling.State, handling.Reason, handling.Attempts, handling.Lost) = (HandlingState.Pending, null, 0, 0);
        (handling.WaitingSince, handling.DueAt, handling.Streak) = (now, now, null);
        _tally.Waits(handling);

        // A lane without a subject was removed when nothing was pending in it any more.
        handling.Lane = _lanes.FindOrAdd(handling.Handler, delivery.Subscription, delivery.Subject);
        handling.Lane.Pending.Add(handling);
        Refresh(handling.Lane);
    }

    /// <summary>Makes due all that waits for a handler, and has it try at once.</summary>
    /// <returns>How much of it had to wait.</returns>
    private long MakeDue(string handler)
    {
        var due = _deliveries.SelectMany(delivery => delivery.Handlings).Where(handling => handling.Handler == handler).Count(MakeDue);
        _signal.Raise(handler);
        _tries.Raise(handler);
        return due;
    }

    private bool MakeDue(MemoryHandling handling)
    {
        var now = time.GetUtcNow();
        if (handling.State != HandlingState.Pending || handling.DueAt <= now || IsLeased(handling, now))
            return false;

        handling.DueAt = now;
        Refresh(handling.Lane);
        return true;
    }

    private DiscardResult Discard(IEnumerable<MemoryHandling> handlings, bool deadToo = false)
    {
        var (now, discarded, leased) = (time.GetUtcNow(), 0L, 0L);
        var all = handlings.ToList();
        foreach (var handling in all.Where(handling => deadToo && handling.Reason is not (null or DeadReason.Discarded)))
        {
            _tally.Returned(handling.Handler, handling.Reason!.Value);
            handling.Reason = DeadReason.Discarded;
            _tally.Discarded(handling.Handler);
            discarded++;
        }

        foreach (var handling in all.Where(handling => handling.State == HandlingState.Pending))
        {
            if (IsLeased(handling, now))
            {
                leased++;
                continue;
            }

            if (handling.Lane.Leased == handling)
                EndLostLease(handling.Lane);
            handling.Lane.Pending.Remove(handling);
            (handling.State, handling.Reason) = (HandlingState.Dead, DeadReason.Discarded);
            _tally.Ended(handling);
            NoteState(handling.Delivery);
            Refresh(handling.Lane);
            discarded++;
        }

        return new DiscardResult(discarded, leased);
    }
}
