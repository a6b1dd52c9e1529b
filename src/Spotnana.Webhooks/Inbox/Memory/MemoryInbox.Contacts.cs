namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox
{
    private readonly SortedDictionary<string, SubscriptionContact> _contacts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task NoteContactsAsync(IReadOnlyList<SubscriptionContact> contacts, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var contact in contacts)
                _contacts[contact.Subscription] = Merge(_contacts.GetValueOrDefault(contact.Subscription) ?? contact, contact);
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SubscriptionContact>> ReadContactsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var all = new SortedDictionary<string, SubscriptionContact>(_contacts, StringComparer.Ordinal);
            foreach (var delivery in _deliveries.TakeLast(RecentForContacts).Select(stored => stored.Delivery))
            {
                var seen = new SubscriptionContact(delivery.Subscription, delivery.ReceivedAt, delivery.ReceivedAt);
                all[seen.Subscription] = all.TryGetValue(seen.Subscription, out var known) ? Merge(known, seen) : seen;
            }

            return Task.FromResult<IReadOnlyList<SubscriptionContact>>([.. all.Values]);
        }
    }

    private const int RecentForContacts = 100;

    private SubscriptionContact Merge(SubscriptionContact known, SubscriptionContact news) => known with
    {
        WatchedSince = news.WatchedSince < known.WatchedSince ? news.WatchedSince : known.WatchedSince,
        LastAuthenticAt = known.LastAuthenticAt is not { } last || news.LastAuthenticAt > last || last > time.GetUtcNow()
            ? news.LastAuthenticAt ?? known.LastAuthenticAt
            : last,
    };
}
