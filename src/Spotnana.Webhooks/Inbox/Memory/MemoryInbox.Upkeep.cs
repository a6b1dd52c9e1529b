namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox : IInboxUpkeep
{
    /// <inheritdoc/>
    public Task<PruneOutcome> PruneAsync(Retention retention, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retention);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var ended = _deliveries.Where(delivery => IsForgotten(delivery, now - retention.Ids)).Take(count).ToList();
            Remove(ended);
            var bodies = _deliveries
                .Where(delivery => delivery.HasBody && delivery.SettledAt <= now - BodyRetention(delivery, retention))
                .Take(count)
                .ToList();
            foreach (var delivery in bodies)
                delivery.RemoveBody();
            return Task.FromResult(new PruneOutcome(bodies.Count, ended.Count, bodies.Count == count || ended.Count == count));
        }
    }

    /// <inheritdoc/>
    public Task<PruneOutcome> PruneEarlyAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (_gate)
        {
            var bodies = _deliveries
                .Where(delivery => delivery is { HasBody: true, SettledAt: not null, State: not DeliveryState.Dead })
                .OrderBy(delivery => delivery.SettledAt)
                .Take(count)
                .ToList();
            foreach (var delivery in bodies)
                delivery.RemoveBody();
            return Task.FromResult(new PruneOutcome(bodies.Count, 0, bodies.Count == count));
        }
    }

    private static TimeSpan BodyRetention(MemoryDelivery delivery, Retention retention) =>
        delivery.State == DeliveryState.Dead ? retention.DeadLetters : retention.Payloads;

    // A copy stays as long as another copy of its id: if the first were gone, its duplicate would be taken for a conflict.
    private bool IsForgotten(MemoryDelivery delivery, DateTimeOffset until) =>
        _copies[(delivery.Delivery.Subscription, delivery.Delivery.Id)]
            .TrueForAll(copy => copy.SettledAt <= until && copy.Delivery.SentAt <= until);

    private void Remove(List<MemoryDelivery> ended)
    {
        if (ended.Count == 0)
            return;

        foreach (var stored in ended)
        {
            var key = (stored.Delivery.Subscription, stored.Delivery.Id);
            _copies[key].Remove(stored);
            if (_copies[key].Count == 0)
                _copies.Remove(key);
            if (stored.Quarantine is { } reason)
                _tally.Unquarantined(reason);
            foreach (var handling in stored.Handlings)
            {
                if (handling.Reason is { } dead)
                    _tally.Returned(handling.Handler, dead);
            }
        }

        _deliveries.RemoveAll(ended.ToHashSet().Contains);
        var kept = _deliveries.Select(SubjectOf).ToHashSet();
        foreach (var (subscription, subject) in ended.Select(SubjectOf).Distinct().Where(subject => !kept.Contains(subject)))
        {
            if (subject is not null)
                _lanes.Remove(subscription, subject);
        }
    }

    private static (string Subscription, string? Subject) SubjectOf(MemoryDelivery stored) =>
        (stored.Delivery.Subscription, stored.Delivery.Subject);
}
