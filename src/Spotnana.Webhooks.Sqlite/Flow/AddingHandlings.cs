using System.Runtime.InteropServices;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>
/// Adds the handlings of new deliveries, lane by lane: each lane is looked up once and written once, leased already where its head is
/// handed over.
/// </summary>
internal sealed class AddingHandlings(SqliteSession session, Lanes lanes)
{
    internal const string IsPausedSql = "SELECT 1 FROM pause WHERE handler = $handler";

    private readonly Statement _isPaused = session.Prepare(IsPausedSql);
    private readonly Statement _add = session.Prepare(
        """
        INSERT INTO handling (delivery, handler, lane, occurred_at, received_at, due_at, state, attempts)
        VALUES ($delivery, $handler, $lane, $occurred_at, $now, $now, 0, $attempts)
        """);

    // All of one call: they are kept so that not each call makes new ones.
    private readonly List<Handling> _handlings = [];
    private readonly List<Part> _parts = [];
    private readonly Dictionary<(string Handler, string Subscription, string Subject), int> _bySubject = [];
    private readonly Dictionary<string, ILeaseTaker?> _takers = new(StringComparer.Ordinal);

    /// <summary>Adds a delivery to those of <see cref="Run"/>.</summary>
    public void Add(long sequence, Delivery delivery, IReadOnlyList<string> handlers, TimeSpan reorderWindow)
    {
        for (var i = 0; i < handlers.Count; i++)
        {
            if (!IsNamedBefore(handlers, i))
                _handlings.Add(new(sequence, delivery, reorderWindow, handlers[i], PartOf(handlers[i], delivery)));
        }
    }

    /// <summary>Adds the handlings of the deliveries that were given.</summary>
    /// <param name="now">The time.</param>
    /// <param name="handingOver">What is handed over. Null: nothing is.</param>
    public void Run(DateTimeOffset now, HandingOver? handingOver)
    {
        var handlings = CollectionsMarshal.AsSpan(_handlings);
        var parts = CollectionsMarshal.AsSpan(_parts);
        for (var i = 0; i < handlings.Length; i++)
            parts[handlings[i].Part].Note(i, handlings);
        foreach (ref var part in parts)
            Find(ref part, handlings, now, handingOver);
        for (var i = 0; i < handlings.Length; i++)
            Insert(in handlings[i], in parts[handlings[i].Part], isHead: parts[handlings[i].Part].Earliest == i, now);
        foreach (ref var part in parts)
        {
            if (part.IsWaiting)
                lanes.Refresh(part.Lane, handlings[part.First].Handler);
        }
    }

    /// <summary>Forgets what was given. To be called before the first delivery: an earlier call may have failed.</summary>
    public void Begin()
    {
        _handlings.Clear();
        _parts.Clear();
        _bySubject.Clear();
        _takers.Clear();
    }

    private static bool IsNamedBefore(IReadOnlyList<string> handlers, int place)
    {
        for (var i = 0; i < place; i++)
        {
            if (handlers[i] == handlers[place])
                return true;
        }

        return false;
    }

    private int PartOf(string handler, Delivery delivery)
    {
        if (delivery.Subject is { } subject)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(
                _bySubject, (handler, delivery.Subscription, subject), out var isKnown);
            if (isKnown)
                return known;
            known = _parts.Count;
        }

        _parts.Add(default);
        return _parts.Count - 1;
    }

    private void Find(ref Part part, ReadOnlySpan<Handling> handlings, DateTimeOffset now, HandingOver? handingOver)
    {
        ref readonly var first = ref handlings[part.First];
        ref readonly var head = ref handlings[part.Earliest];
        DateTimeOffset? held = first.ReorderWindow > TimeSpan.Zero ? now + first.ReorderWindow : null;
        var lane = lanes.Find(first.Handler, first.Delivery.Subscription, first.Delivery.Subject);
        if (lane is { IsIdle: false } busy)
        {
            // While it is leased, its next head is found when the lease ends.
            (part.Lane, part.IsWaiting) = (busy.Id, !busy.IsLeased);
            if (held is { } until)
                lanes.HoldUnlessWaiting(part.Lane, until);
            return;
        }

        held ??= lane?.HeldUntil;
        if (handingOver is not null && head.ReorderWindow <= TimeSpan.Zero && !(held > now)
            && TakerOf(head.Handler, handingOver) is { } taker && handingOver.TryReserve(taker, head.Delivery.Body.Length))
        {
            part.Lane = lanes.Lease(lane, head.Handler, head.Delivery, head.Sequence, now, now + taker.LeaseDuration);
            part.IsHandedOver = true;
            handingOver.Lease(LeaseOf(in head, lane ?? default, part.Lane, now));
        }
        else
        {
            part.Lane = lanes.MakeDue(lane, head.Handler, head.Delivery, held > now ? held.Value : now, held);
        }
    }

    private ILeaseTaker? TakerOf(string handler, HandingOver handingOver)
    {
        ref var taker = ref CollectionsMarshal.GetValueRefOrAddDefault(_takers, handler, out var isKnown);
        if (!isKnown && handingOver.FindTaker(handler) is { } found && _isPaused.ReadInteger(("$handler", handler)) is null)
            taker = found;
        return taker;
    }

    private static Lease LeaseOf(in Handling head, in FoundLane lane, long id, DateTimeOffset now) => new()
    {
        Handler = head.Handler,
        Delivery = head.Delivery,
        Attempt = 1,
        IsStale = lane.Progress.IsPast(head.Delivery),
        WaitingSince = now,
        LeasedAt = now,
        Lane = id,
        Sequence = head.Sequence,
        Token = lane.Token + 1,
    };

    private void Insert(in Handling handling, in Part part, bool isHead, DateTimeOffset now)
    {
        _add.Run(
            ("$delivery", handling.Sequence),
            ("$handler", handling.Handler),
            ("$lane", part.Lane),
            ("$occurred_at", handling.Delivery.OccurredAt),
            ("$now", now),
            ("$attempts", isHead && part.IsHandedOver ? 1 : 0));
        session.Tallies.AddHandling(handling.Handler, HandlingState.Pending);
    }

    private readonly record struct Handling(long Sequence, Delivery Delivery, TimeSpan ReorderWindow, string Handler, int Part);

    /// <summary>The handlings of one lane.</summary>
    private struct Part
    {
        private bool _isNoted;

        /// <summary>The place of the one that was stored first.</summary>
        public int First;

        /// <summary>The place of the one whose event happened first: the head, if nothing else waits in the lane.</summary>
        public int Earliest;

        public long Lane;

        public bool IsHandedOver;

        /// <summary>Whether others wait in the lane, so that its head has to be found.</summary>
        public bool IsWaiting;

        public void Note(int place, ReadOnlySpan<Handling> handlings)
        {
            if (!_isNoted)
                (_isNoted, First, Earliest) = (true, place, place);
            else if (OccurredAt(handlings[place]) < OccurredAt(handlings[Earliest]))
                Earliest = place;
        }

        // As it is stored, so that the order is that of the table.
        private static long OccurredAt(in Handling handling) => UnixTime.ToMicroseconds(handling.Delivery.OccurredAt);
    }
}
