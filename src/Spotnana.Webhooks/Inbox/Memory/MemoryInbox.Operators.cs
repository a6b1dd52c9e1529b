using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox : IInboxOperator
{
    /// <inheritdoc/>
    public Task<RedriveResult> RedriveAsync(long sequence, string? handler, RereadDelivery reread, CancellationToken cancellationToken) =>
        Task.FromResult(Redrive(sequence, RedriveChoice.Of(handler), reread, dryRun: false));

    /// <inheritdoc/>
    public Task<RedriveTotals> RedriveAsync(DeliveryFilter filter, bool dryRun, RereadDelivery reread, CancellationToken cancellationToken)
    {
        var (choice, totals) = (RedriveChoice.Of(filter), new RedriveTotals(0, 0, 0));
        foreach (var sequence in FindToRedrive(filter))
        {
            cancellationToken.ThrowIfCancellationRequested();
            totals = totals.Plus(Redrive(sequence, choice, reread, dryRun));
        }

        return Task.FromResult(totals);
    }

    /// <inheritdoc/>
    public Task<bool> PauseAsync(string handler, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(_paused.TryAdd(handler, time.GetUtcNow()));
    }

    /// <inheritdoc/>
    public Task<bool> ResumeAsync(string handler, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var wasPaused = _paused.Remove(handler);
            _signal.Raise(handler);
            return Task.FromResult(wasPaused);
        }
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
            var handlings = Stored(sequence)?.Handlings.FindAll(handling => handler is null || handling.Handler == handler);
            return Task.FromResult<DiscardResult?>(
                handlings is null || (handlings.Count == 0 && handler is not null) ? null : Discard(handlings));
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

            var plan = RedrivePlan.Make(
                choice, stored.Reason, stored.Handlings.ConvertAll(handling => (handling.Handler, handling.State, handling.Reason)),
                stored.HasBody, entry);
            if (!dryRun)
                Redrive(stored, plan);
            return new RedriveResult(plan.Outcome, plan.Handlers.Count);
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
        if (plan.Handlers.Count > 0)
            NoteState(stored);
    }

    private void PutBack(MemoryHandling handling)
    {
        if (handling.Reason is { } reason)
            _tally.Returned(handling.Handler, reason);
        var (now, delivery) = (time.GetUtcNow(), handling.Delivery.Delivery);
        (handling.State, handling.Reason, handling.Attempts, handling.Lost) = (HandlingState.Pending, null, 0, 0);
        (handling.WaitingSince, handling.DueAt) = (now, now);
        _tally.Waits(handling);

        // A lane without a subject was removed when nothing was pending in it any more.
        handling.Lane = _lanes.FindOrAdd(handling.Handler, delivery.Subscription, delivery.Subject);
        handling.Lane.Pending.Add(handling);
        Refresh(handling.Lane);
    }

    private DiscardResult Discard(IEnumerable<MemoryHandling> handlings)
    {
        var (now, discarded, leased) = (time.GetUtcNow(), 0L, 0L);
        foreach (var handling in handlings.Where(handling => handling.State == HandlingState.Pending))
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
