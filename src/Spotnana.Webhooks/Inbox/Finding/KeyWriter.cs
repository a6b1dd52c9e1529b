using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Finding;

/// <summary>
/// Writes the keys of what is stored, behind the answers: it follows what comes, and what older releases and imports have stored. It may be
/// stopped at any time, and another process may go on. To be run in turn with an <see cref="Eraser"/>, which has taken the turn: so no keys
/// are written of what is being erased.
/// </summary>
/// <param name="inbox">The inbox.</param>
/// <param name="deliveries">The same inbox.</param>
/// <param name="store">The inbox's hash keys.</param>
/// <param name="keys">The inbox's encryption keys.</param>
/// <param name="time">The clock.</param>
public sealed class KeyWriter(
    IInboxFinding inbox, IInboxErasing deliveries, IInboxHashKeys store, EncryptionKeys keys, TimeProvider time)
{
    // Few enough that others are served between two steps, and in a round as many as come while it goes on.
    private const int Batch = 200;
    private const int BatchesAtOnce = 10;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    private readonly Tail _tail = new(deliveries, time);
    private bool _isFresh;
    private KeyHasher? _hasher;
    private long? _looked;
    private long _unreadAfter;

    /// <summary>Does a round of the work, if no other process does it.</summary>
    /// <param name="cancellationToken">Stops it between two steps.</param>
    /// <returns>Whether there is more to do at once.</returns>
    /// <exception cref="InvalidDataException">A hash key cannot be read. The message says why, in whole sentences.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (await inbox.ReadKeyPlaceAsync(cancellationToken).ConfigureAwait(false) is not { } place)
            return false;

        _hasher ??= new KeyHasher((await HashKeys.OpenAsync(store, keys, cancellationToken).ConfigureAwait(false)).Own);
        _tail.GoOnFrom(place);
        var isMore = true;
        for (var i = 0; i < BatchesAtOnce && isMore && (i == 0 || _isFresh); i++)
            isMore = await FollowAsync(cancellationToken).ConfigureAwait(false);
        return isMore | await LookAgainAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        var part = await _tail.ReadAsync(Batch, cancellationToken).ConfigureAwait(false);
        _isFresh = part.IsFresh;
        if (part.IsNothing)
            return false;

        var keyed = new List<KeyedDelivery>(part.Deliveries.Count);
        await foreach (var (delivery, body) in BodyBatches.ReadAsync(deliveries, part.Deliveries, cancellationToken).ConfigureAwait(false))
            keyed.Add(new KeyedDelivery(delivery.Sequence, HashOfId(delivery), HashesOf(delivery, body), body.IsReadable));
        if (!await inbox.WriteKeysAsync(new KeyStep(part.Place, keyed), cancellationToken).ConfigureAwait(false))
            return false;

        _tail.Saw(part);
        return part.IsMore;
    }

    /// <summary>Looks again, now and then, into bodies that could not be read: their encryption key may be there again.</summary>
    private async Task<bool> LookAgainAsync(CancellationToken cancellationToken)
    {
        if (_unreadAfter == 0 && _looked is { } before && time.GetElapsedTime(before) < BetweenLooks)
            return false;

        _looked = time.GetTimestamp();
        var unread = await inbox.ListUnreadKeysAsync(_unreadAfter, Batch, cancellationToken).ConfigureAwait(false);
        _unreadAfter = unread.Count == Batch ? unread[^1] : 0;
        if (unread.Count == 0)
            return false;

        var found = await inbox.ReadDeliveriesAsync(unread, cancellationToken).ConfigureAwait(false);
        var keyed = new List<KeyedDelivery>();
        await foreach (var (delivery, body) in BodyBatches.ReadAsync(deliveries, found, cancellationToken).ConfigureAwait(false))
        {
            if (body.IsReadable)
                keyed.Add(new KeyedDelivery(delivery.Sequence, HashOfId(delivery), HashesOf(delivery, body)));
        }

        if (keyed.Count > 0)
            await inbox.WriteKeysAsync(new KeyStep(Place: null, keyed), cancellationToken).ConfigureAwait(false);
        return _unreadAfter > 0;
    }

    private long? HashOfId(DeliverySummary delivery) => DeliveryKeys.Normalize(delivery.Id) is { } id ? _hasher!.Hash(id) : null;

    private long[] HashesOf(DeliverySummary delivery, ErasureBody body) =>
        [.. DeliveryKeys.Of(delivery, body.Bytes is { } bytes ? bytes.Span : default).Select(_hasher!.Hash)];
}
