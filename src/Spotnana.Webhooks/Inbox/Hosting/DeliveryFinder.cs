using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// Finds deliveries by what somebody has in hand: see <see cref="DeliveryKeys"/>, and the id. It looks at what is stored and has no keys
/// yet, too.
/// </summary>
public sealed class DeliveryFinder
{
    // Of what has no keys yet, so much is looked at in one part: that takes less than a second.
    private const int MostWithoutKeys = 2000;
    private const long MostBytes = 64 << 20;

    private readonly IInbox _inbox;
    private readonly InboxHashKeys _hashKeys;

    /// <summary>Made by the application's services.</summary>
    public DeliveryFinder(IInbox inbox, InboxHashKeys hashKeys) => (_inbox, _hashKeys) = (inbox, hashKeys);

    /// <summary>Finds deliveries, the newest first. A page may hold less than was asked for, and still not be the last.</summary>
    /// <param name="text">The key, whole. Its case does not matter.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cursor">Where to go on. Null: at the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The page. Null: the inbox's engine cannot find.</returns>
    /// <exception cref="InvalidDataException">A hash key cannot be read. The message says why, in whole sentences.</exception>
    /// <remarks>Other failures are those of <see cref="IInbox"/>.</remarks>
    public async Task<DeliveryPage?> FindAsync(string text, int limit, DeliveryCursor? cursor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (_inbox is not IInboxFinding finding || _inbox is not IInboxErasing bodies
            || await _hashKeys.OpenAsync(cancellationToken).ConfigureAwait(false) is not { } hashKeys)
        {
            return null;
        }

        if (DeliveryKeys.Meant(text) is not { } key)
            return new DeliveryPage([], null);

        // First what has no keys yet: what gets them meanwhile is then found by them.
        var before = cursor?.Sequence ?? long.MaxValue;
        var (found, end) = await LookAsync(finding, bodies, key, before, cancellationToken).ConfigureAwait(false);
        found.UnionWith(
            await finding.FindByKeyAsync(new KeyHasher(hashKeys.Own).Hash(key), before, limit + 1, cancellationToken)
                .ConfigureAwait(false));
        List<long> all = [.. found.Where(sequence => sequence >= end).OrderDescending()];
        var page = await finding.ReadDeliveriesAsync([.. all.Take(limit)], cancellationToken).ConfigureAwait(false);
        return new DeliveryPage(page, all.Count > limit ? new DeliveryCursor(all[limit - 1]) : end > 0 ? new DeliveryCursor(end) : null);
    }

    /// <summary>Looks at what has no keys yet.</summary>
    /// <returns>What has this key, and the last one that was looked at. 0: that was all.</returns>
    private static async Task<(HashSet<long> Found, long End)> LookAsync(
        IInboxFinding finding, IInboxErasing bodies, string key, long before, CancellationToken cancellationToken)
    {
        var found = new HashSet<long>();
        var without = await finding.ListWithoutKeysAsync(before, MostWithoutKeys, cancellationToken).ConfigureAwait(false);
        var bytes = 0L;
        await foreach (var (delivery, body) in BodyBatches.ReadAsync(bodies, without, cancellationToken).ConfigureAwait(false))
        {
            if (DeliveryKeys.Normalize(delivery.Id) == key
                || DeliveryKeys.Of(delivery, body.Bytes is { } known ? known.Span : default).Contains(key))
            {
                found.Add(delivery.Sequence);
            }

            if ((bytes += delivery.Bytes) > MostBytes)
                return (found, delivery.Sequence);
        }

        return (found, without.Count == MostWithoutKeys ? without[^1].Sequence : 0);
    }
}
