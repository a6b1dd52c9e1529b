using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>The entries of one append, as the arrays that are sent.</summary>
internal sealed class AppendBatch
{
    /// <summary>The most handlings that one append can have: so many lane ids are drawn for it.</summary>
    public const int MostHandlings = 4096;

    private readonly IReadOnlyList<(InboxEntry Entry, bool IsFirst)> _entries;
    private readonly BodyCodec _bodies;
    private readonly List<AppendedHandling> _handlings = [];
    private Offers _offers;

    /// <param name="entries">The entries; only those that are the first with their id can be stored.</param>
    /// <param name="bodies">How bodies are stored.</param>
    public AppendBatch(IReadOnlyList<(InboxEntry Entry, bool IsFirst)> entries, BodyCodec bodies)
    {
        (_entries, _bodies) = (entries, bodies);
        for (var i = 0; i < entries.Count; i++)
        {
            if (!entries[i].IsFirst || entries[i].Entry.State != DeliveryState.Pending)
                continue;
            foreach (var handler in entries[i].Entry.Handlers.Distinct(StringComparer.Ordinal))
                _handlings.Add(new AppendedHandling(i + 1, entries[i].Entry, handler));
        }

        _offers = Offers.None(_handlings.Count);
    }

    /// <summary>The handlers that get something to do: those of what is new, as far as it was not handed over.</summary>
    public IEnumerable<string> HandlersOf(IReadOnlyList<StoredEntry> stored)
    {
        var places = stored.Where(entry => entry.IsNew).Select(entry => entry.Place + 1).ToHashSet();
        var slots = stored.Where(entry => entry.Handed is not null).Select(entry => entry.Handed!.Slot).ToHashSet();
        return _handlings.Where((handling, slot) => places.Contains(handling.Place) && !slots.Contains(slot))
            .Select(handling => handling.Handler).Distinct(StringComparer.Ordinal);
    }

    /// <summary>Offers what may be handed over to the takers of this process.</summary>
    public Offers Offer(Takers takers) => _offers = Offers.Make(_handlings, takers);

    /// <summary>The steps that store all of it, or nothing, in one transaction.</summary>
    /// <param name="clock">The inbox's clock.</param>
    /// <param name="holder">Who says when work begins under what is handed over.</param>
    /// <param name="seen">Called with the database's answer for each entry.</param>
    public IEnumerable<Step> Steps(InboxClock clock, long holder, Action<StoredEntry> seen)
    {
        var inLanes = _handlings.Select((handling, slot) => (handling.Handler, handling.Entry.Delivery, Slot: (long)slot))
            .Where(handling => handling.Delivery.Subject is not null).ToList();
        string[] handlers = [.. inLanes.Select(handling => handling.Handler)];
        string[] subscriptions = [.. inLanes.Select(handling => handling.Delivery.Subscription)];
        string?[] subjects = [.. inLanes.Select(handling => handling.Delivery.Subject)];
        string[] ids = [.. inLanes.Select(handling => handling.Delivery.Id)];

        yield return new(AppendSql.DrawLaneIds) { Row = _ => { } };
        if (inLanes.Count > 0)
        {
            yield return new(
                AppendSql.LockLanes, clock.Value, Values.Of([.. inLanes.Select(handling => handling.Slot)]), Values.Of(handlers),
                Values.Of(subscriptions), Values.Of(subjects), Values.Of(ids));
        }

        yield return Store(clock, holder, seen);
        if (inLanes.Count > 0)
            yield return new(AppendSql.RefreshLanes, Values.Of(handlers), Values.Of(subscriptions), Values.Of(subjects), Values.Of(ids));
    }

    private Step Store(InboxClock clock, long holder, Action<StoredEntry> seen)
    {
        var bodies = _entries.Select(Body).ToList();
        var holds = _handlings.Exists(handling => handling.Entry.ReorderWindow > TimeSpan.Zero);
        return new(
            holds ? AppendSql.StoreAndHold : AppendSql.Store,
            clock.Value,
            Values.Of(Of(delivery => delivery.Subscription)),
            Values.Of(Of(delivery => delivery.Id)),
            Values.Of(Of(delivery => delivery.Sha256.ToArray())),
            Values.Of(Of(delivery => delivery.EventType?.Name)),
            Values.Of(Of(delivery => delivery.Operation?.Raw)),
            Values.Of(Of(delivery => delivery.OrganizationId)),
            Values.Of(Of(delivery => delivery.Subject)),
            Values.Of(Of(delivery => delivery.Version)),
            Values.Of(Of(delivery => delivery.OccurredAt)),
            Values.Of(Of(delivery => delivery.SentAt)),
            Values.Of(Of(delivery => delivery.ReceivedAt)),
            Values.Of(Of(delivery => delivery.TraceId)),
            Values.Of(Of(delivery => delivery.SpanId)),
            Values.Of(Of(delivery => delivery.Body.Length)),
            Values.Of([.. _entries.Select(entry => (short)entry.Entry.State)]),
            Values.Of([.. _entries.Select(entry => (short?)entry.Entry.Quarantine)]),
            Values.Of([.. bodies.Select(body => body.Codec)]),
            Values.Of([.. bodies.Select(body => body.Bytes)]),
            Values.Of([.. _entries.Select(entry => entry.IsFirst)]),
            Values.Of([.. _handlings.Select(handling => (long)handling.Place)]),
            Values.Of([.. _handlings.Select(handling => handling.Handler)]),
            Values.Of([.. _handlings.Select((_, slot) => (long)slot)]),
            Values.Of([.. _handlings.Select(handling => handling.Entry.ReorderWindow)]),
            Values.Of(_offers.Marks),
            Values.Of(_offers.Durations),
            Values.Of(holder),
            Values.Of([.. bodies.Select(body => body.KeyId)]))
        {
            Row = row => seen(StoredEntry.Read(row)),
        };
    }

    private (short Codec, string? KeyId, ReadOnlyMemory<byte>? Bytes) Body((InboxEntry Entry, bool IsFirst) entry)
    {
        var delivery = entry.Entry.Delivery;
        if (!entry.IsFirst || entry.Entry.State == DeliveryState.Skipped)
            return default;
        return entry.Entry.Stored is { } stored
            ? (stored.Codec, stored.KeyId, stored.Bytes)
            : _bodies.EncodeOwn(delivery.Body, BodyOwner.Of(delivery, copy: 0));
    }

    private T[] Of<T>(Func<Delivery, T> value) => [.. _entries.Select(entry => value(entry.Entry.Delivery))];
}
