namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>
/// What an append offers to the takers of this process: of each lane, the earliest handling. Which of these become leases, the database
/// decides, which knows what else is in the lanes.
/// </summary>
internal sealed class Offers
{
    private readonly Offer?[] _bySlot;

    private Offers(int slots) => _bySlot = new Offer?[slots];

    /// <summary>The mark of each handling's lease, by slot; null: it is not offered.</summary>
    public long?[] Marks => Array.ConvertAll(_bySlot, offer => offer?.Mark);

    /// <summary>How long each lease lasts, by slot.</summary>
    public TimeSpan?[] Durations => Array.ConvertAll(_bySlot, offer => offer?.Taker.LeaseDuration);

    /// <summary>For an append that offers nothing.</summary>
    public static Offers None(int slots) => new(slots);

    /// <summary>Asks the takers for room.</summary>
    public static Offers Make(IReadOnlyList<AppendedHandling> handlings, Takers takers)
    {
        var earliest = new Dictionary<(string, string, string), int>();
        var candidates = new List<int>();
        for (var slot = 0; slot < handlings.Count; slot++)
        {
            var (handler, delivery) = (handlings[slot].Handler, handlings[slot].Entry.Delivery);
            if (handlings[slot].Entry.ReorderWindow > TimeSpan.Zero || takers.Find(handler) is null)
                continue;
            if (delivery.Subject is null)
                candidates.Add(slot);
            else if (!earliest.TryGetValue((handler, delivery.Subscription, delivery.Subject), out var first)
                || handlings[first].Entry.Delivery.OccurredAt > delivery.OccurredAt)
                earliest[(handler, delivery.Subscription, delivery.Subject)] = slot;
        }

        var offers = new Offers(handlings.Count);
        foreach (var slot in candidates.Concat(earliest.Values).Order())
        {
            var delivery = handlings[slot].Entry.Delivery;
            if (takers.Find(handlings[slot].Handler) is { } taker && taker.TryReserve(delivery.Body.Length))
                offers._bySlot[slot] = new Offer(taker, delivery, Tokens.NewMark());
        }

        return offers;
    }

    /// <summary>Hands over what the commit has leased.</summary>
    /// <returns>The handlers that got something.</returns>
    public IReadOnlyCollection<string> Give(IEnumerable<StoredEntry> stored, TimeProvider time)
    {
        var handlers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in stored)
        {
            if (entry.Handed is not { } handed || _bySlot[handed.Slot] is not { } offer)
                continue;
            _bySlot[handed.Slot] = null;
            handlers.Add(offer.Taker.Handler);
            offer.Give(handed, entry.Sequence, time);
        }

        return handlers;
    }

    /// <summary>Gives the room back, should any be left: nothing, or nothing more, is handed over.</summary>
    public void Cancel()
    {
        for (var slot = 0; slot < _bySlot.Length; slot++)
        {
            _bySlot[slot]?.Cancel();
            _bySlot[slot] = null;
        }
    }

    /// <summary>The leases, while it is not known whether they were given, and for how long at most.</summary>
    public (List<DoubtfulLease> Leases, TimeSpan Duration) Doubtful()
    {
        var offers = _bySlot.OfType<Offer>().ToList();
        return (offers.ConvertAll(offer => offer.Doubtful), offers.Select(offer => offer.Taker.LeaseDuration).DefaultIfEmpty().Max());
    }
}
