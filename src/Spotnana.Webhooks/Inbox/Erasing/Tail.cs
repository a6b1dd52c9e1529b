using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>
/// Follows what is stored. Where several processes store, some of it may appear later, between what was there before: so its place moves
/// only to where nothing can appear any more, and what was looked at beyond is remembered. Used by one caller at a time.
/// </summary>
internal sealed class Tail(IInboxErasing inbox, TimeProvider time)
{
    // What was there long before, when an inbox of an earlier release is opened, has time.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    // Looked at, beyond the place.
    private readonly HashSet<long> _seen = [];

    /// <summary>The last delivery that was looked at.</summary>
    public long Front { get; private set; }

    private long _place;

    /// <summary>Goes on from a place, as it is stored.</summary>
    public void GoOnFrom(long place)
    {
        if (place != _place)
            _seen.Clear(); // another process went on
        if (_seen.Count == 0)
            Front = place;
        _place = place;
    }

    /// <summary>Reads what was not looked at yet.</summary>
    /// <param name="batch">How many deliveries to read at most, at the front and at the place.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<TailPart> ReadAsync(int batch, CancellationToken cancellationToken)
    {
        var news = await inbox.ReadToEraseAsync(Front, long.MaxValue, batch, cancellationToken).ConfigureAwait(false);
        var safe = Front == _place
            ? news
            : await inbox.ReadToEraseAsync(_place, long.MaxValue, batch, cancellationToken).ConfigureAwait(false);
        var unseen = news.Deliveries.Concat(safe.Deliveries.TakeWhile(delivery => delivery.Sequence <= safe.SafeUpTo))
            .Where(delivery => !_seen.Contains(delivery.Sequence)).DistinctBy(delivery => delivery.Sequence).ToList();
        var place = Math.Max(_place, safe.SafeUpTo);
        return new TailPart(unseen, place, news.Deliveries is [.., var last] ? Math.Max(Front, last.Sequence) : Front)
        {
            IsEnd = news.Deliveries.Count < batch,
            IsNothing = unseen.Count == 0 && place == _place,
            IsFresh = unseen is [.., var newest] && time.GetUtcNow() - newest.ReceivedAt < Fresh,
            IsMore = news.Deliveries.Count == batch || (place > _place && safe.Deliveries.Count == batch),
        };
    }

    /// <summary>Notes that a part was looked at, and its place is stored.</summary>
    public void Saw(TailPart part)
    {
        _seen.UnionWith(part.Deliveries.Select(delivery => delivery.Sequence));
        _seen.RemoveWhere(sequence => sequence <= part.Place);
        (_place, Front) = (part.Place, part.Front);
    }
}

/// <summary>What <see cref="Tail"/> has read.</summary>
/// <param name="Deliveries">The deliveries that were not looked at yet.</param>
/// <param name="Place">Up to where all is looked at after them.</param>
/// <param name="Front">The last delivery that is looked at after them.</param>
internal sealed record TailPart(List<DeliverySummary> Deliveries, long Place, long Front)
{
    /// <summary>Whether there was nothing behind the front but these.</summary>
    public required bool IsEnd { get; init; }

    /// <summary>Whether there is nothing to do.</summary>
    public required bool IsNothing { get; init; }

    /// <summary>Whether it came lately, so that whoever follows has to keep up. What is old has time: one part in a round.</summary>
    public required bool IsFresh { get; init; }

    /// <summary>Whether there may be more to do at once.</summary>
    public required bool IsMore { get; init; }
}
