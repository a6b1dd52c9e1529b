using System.Collections.Concurrent;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>When this process's subscriptions were last heard: by its own deliveries, and by what the inbox remembers.</summary>
internal sealed class ContactBook(TimeProvider time)
{
    // Clocks of replicas differ a little. A time further ahead comes from a clock that was wrong, and would hide a silence until then.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, SubscriptionContact> _contacts = new(StringComparer.Ordinal);

    public IEnumerable<SubscriptionContact> Contacts => _contacts.Values;

    /// <summary>Starts to watch a subscription.</summary>
    public void Watch(string subscription) => _contacts.TryAdd(subscription, new(subscription, Now, null));

    /// <summary>An authentic delivery came just now.</summary>
    public void Heard(string subscription)
    {
        var now = Now;
        _contacts.AddOrUpdate(
            subscription, static (name, now) => new(name, now, now), static (_, known, now) => known with { LastAuthenticAt = now }, now);
    }

    /// <summary>Takes over what the inbox remembers of the watched subscriptions.</summary>
    /// <returns>The contacts of which the inbox does not know the latest.</returns>
    public List<SubscriptionContact> Learn(IReadOnlyList<SubscriptionContact> remembered)
    {
        var believed = time.GetUtcNow() + ClockDifference;
        var stored = remembered.ToDictionary(contact => contact.Subscription, StringComparer.Ordinal);
        var news = new List<SubscriptionContact>();
        foreach (var name in _contacts.Keys)
        {
            var (_, since, last) = stored.GetValueOrDefault(name) ?? new(name, DateTimeOffset.MaxValue, null);
            var known = _contacts.AddOrUpdate(
                name, static (name, other) => new(name, other.Since, other.Last),
                static (_, known, other) => known with
                {
                    WatchedSince = Earlier(known.WatchedSince, other.Since),
                    LastAuthenticAt = Later(known.LastAuthenticAt, other.Last),
                },
                (Since: since, Last: last <= believed ? last : null));
            if (known.WatchedSince < since || (known.LastAuthenticAt is { } latest && (last is null || latest > last || last > believed)))
                news.Add(known);
        }

        return news;
    }

    // In whole milliseconds, which every engine keeps: a time that came back shortened would be news for ever.
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
}
