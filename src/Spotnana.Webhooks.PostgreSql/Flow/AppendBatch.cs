using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>The entries of one append, as the arrays that are sent.</summary>
internal sealed class AppendBatch
{
    /// <summary>The most handlings that one append can have: so many lane ids are drawn for it.</summary>
    public const int MostHandlings = 4096;

    private readonly IReadOnlyList<(InboxEntry Entry, bool IsFirst)> _entries;
    private readonly List<(int Entry, string Handler, long Slot)> _handlings = [];

    /// <param name="entries">The entries; only those that are the first with their id can be stored.</param>
    public AppendBatch(IReadOnlyList<(InboxEntry Entry, bool IsFirst)> entries)
    {
        _entries = entries;
        for (var i = 0; i < entries.Count; i++)
        {
            if (!entries[i].IsFirst || entries[i].Entry.State != DeliveryState.Pending)
                continue;
            foreach (var handler in entries[i].Entry.Handlers.Distinct(StringComparer.Ordinal))
                _handlings.Add((i + 1, handler, _handlings.Count));
        }
    }

    /// <summary>The handlers that it may give something to do.</summary>
    public IEnumerable<string> Handlers => _handlings.Select(handling => handling.Handler).Distinct(StringComparer.Ordinal);

    /// <summary>The steps that store all of it, or nothing, in one transaction.</summary>
    /// <param name="clock">The inbox's clock.</param>
    /// <param name="seen">Called with the database's answer for each entry.</param>
    public IEnumerable<Step> Steps(InboxClock clock, Action<StoredEntry> seen)
    {
        var inLanes = _handlings.FindAll(handling => Delivery(handling.Entry).Subject is not null);
        string[] handlers = [.. inLanes.Select(handling => handling.Handler)];
        string[] subscriptions = [.. inLanes.Select(handling => Delivery(handling.Entry).Subscription)];
        string?[] subjects = [.. inLanes.Select(handling => Delivery(handling.Entry).Subject)];
        string[] ids = [.. inLanes.Select(handling => Delivery(handling.Entry).Id)];

        yield return new(AppendSql.DrawLaneIds) { Row = _ => { } };
        if (inLanes.Count > 0)
        {
            yield return new(
                AppendSql.LockLanes, clock.Value, Values.Of([.. inLanes.Select(handling => handling.Slot)]), Values.Of(handlers),
                Values.Of(subscriptions), Values.Of(subjects), Values.Of(ids));
        }

        yield return Store(clock, seen);
        if (inLanes.Count > 0)
            yield return new(AppendSql.RefreshLanes, Values.Of(handlers), Values.Of(subscriptions), Values.Of(subjects), Values.Of(ids));
    }

    private Step Store(InboxClock clock, Action<StoredEntry> seen)
    {
        var bodies = _entries.Select(Body).ToList();
        var holds = _handlings.Exists(handling => _entries[handling.Entry - 1].Entry.ReorderWindow > TimeSpan.Zero);
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
            Values.Of([.. _handlings.Select(handling => (long)handling.Entry)]),
            Values.Of([.. _handlings.Select(handling => handling.Handler)]),
            Values.Of([.. _handlings.Select(handling => handling.Slot)]),
            Values.Of([.. _handlings.Select(handling => _entries[handling.Entry - 1].Entry.ReorderWindow)]))
        {
            Row = row => seen(StoredEntry.Read(row)),
        };
    }

    private static (short Codec, byte[]? Bytes) Body((InboxEntry Entry, bool IsFirst) entry) =>
        entry.IsFirst && entry.Entry.State != DeliveryState.Skipped ? BodyCodec.Encode(entry.Entry.Delivery.Body) : default;

    private Delivery Delivery(int place) => _entries[place - 1].Entry.Delivery;

    private T[] Of<T>(Func<Delivery, T> value) => [.. _entries.Select(entry => value(entry.Entry.Delivery))];
}
