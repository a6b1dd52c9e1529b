namespace Spotnana.Webhooks.Inbox.Tests;

/// <summary>
/// The rules of an inbox, written as plainly as possible and without any index: the answers of an engine are checked against it.
/// </summary>
internal sealed class InboxModel
{
    private readonly List<Waiting> _pending = [];
    private readonly Dictionary<string, (byte[] First, HashSet<string> Others)> _ids = [];
    private readonly Dictionary<string, (long? Version, DateTimeOffset? OccurredAt)> _last = [];
    private readonly Dictionary<string, int> _lanes = [];
    private int _stored;

    public int PendingCount => _pending.Count;

    public AppendOutcome Append(InboxEntry entry, DateTimeOffset now)
    {
        var delivery = entry.Delivery;
        if (_ids.TryGetValue(delivery.Id, out var known))
        {
            if (known.First.AsSpan().SequenceEqual(delivery.Sha256.Span))
                return AppendOutcome.Duplicate;
            known.Others.Add(Convert.ToHexString(delivery.Sha256.Span));
            return AppendOutcome.Conflict;
        }

        _ids.Add(delivery.Id, (delivery.Sha256.ToArray(), []));
        _stored++;
        foreach (var handler in entry.Handlers)
        {
            var lane = $"{handler} {delivery.Subject ?? delivery.Id}";
            _lanes.TryAdd(lane, _lanes.Count);
            _pending.Add(new Waiting(delivery, handler, _stored, lane) { DueAt = now });
        }

        return AppendOutcome.Stored;
    }

    public void Lease(string handler, int count, TimeSpan duration, IReadOnlyList<Lease> leases, DateTimeOffset now)
    {
        // Due: lanes whose lease ran out, and lanes without a lease whose head is due. The longest due first, then the older lane.
        var due = _pending.Where(waiting => waiting.Handler == handler).GroupBy(waiting => waiting.Lane)
            .Select(lane => (DueAt: DueAt(lane), Number: _lanes[lane.Key], Lane: lane.Key))
            .Where(lane => lane.DueAt <= now).Order().Take(count).ToList();
        var expected = due.Select(lane => Take(lane.Lane, now)).OfType<Waiting>().ToList();

        AssertGiven(expected, leases, now + duration);
    }

    /// <summary>Settles, and goes on with the lane where its next head is due.</summary>
    public void SettleAndLease(Settlement settlement, TimeSpan duration, SettleOutcome outcome, DateTimeOffset now)
    {
        var lane = Held(settlement.Lease)?.Lane;
        Assert.Equal(Settle(settlement), outcome.WasHeld);
        var next = lane is not null && _pending.Exists(waiting => waiting.Lane == lane) && Head(lane).DueAt <= now ? Take(lane, now) : null;
        AssertGiven(next is null ? [] : [next], outcome.Next is null ? [] : [outcome.Next], now + duration);
    }

    private void AssertGiven(List<Waiting> expected, IReadOnlyList<Lease> leases, DateTimeOffset until)
    {
        Assert.Equal(
            expected.Select(head => (head.Delivery.Id, head.Attempts, head.Lost, IsStale(head))),
            leases.Select(lease => (lease.Delivery.Id, lease.Attempt, lease.LostAttempts, lease.IsStale)));
        foreach (var (head, lease) in expected.Zip(leases))
            (head.Token, head.Until) = (lease.Token, until);
    }

    /// <summary>Null when the lane gives nothing: its head is not due, or has to wait: no two suspects are leased at a time.</summary>
    private Waiting? Take(string lane, DateTimeOffset now)
    {
        foreach (var lost in _pending.Where(waiting => waiting.Lane == lane && waiting.Token is not null))
            (lost.Token, lost.Lost) = (null, lost.Lost + 1);

        var head = Head(lane);
        if (head.DueAt > now)
            return null;
        if (head.Lost > 0 && _pending.Exists(waiting => waiting.Token is not null && waiting.Lost > 0))
        {
            head.DueAt = now + TimeSpan.FromSeconds(1);
            return null;
        }

        head.Attempts++;
        head.Token = long.MinValue; // until the engine's own is known
        return head;
    }

    public bool Renew(Lease lease, DateTimeOffset until)
    {
        if (Held(lease) is not { } held)
            return false;
        held.Until = until;
        return true;
    }

    public bool Settle(Settlement settlement)
    {
        if (Held(settlement.Lease) is not { } held)
            return false;

        held.Token = null;
        if (settlement.GivesAttemptBack)
            held.Attempts--;
        else
            held.Lost = 0;
        if (settlement.DueAt is { } due)
            held.DueAt = due;
        else
            _pending.Remove(held);
        if (settlement.Kind == SettlementKind.Completed)
        {
            var (version, occurred) = _last.GetValueOrDefault(held.Lane);
            var versions = new[] { version, held.Delivery.Version };
            _last[held.Lane] = (versions.Max(), new[] { occurred, held.Delivery.OccurredAt }.Max());
        }

        return true;
    }

    /// <summary>
    /// The process ended and another opened the store. A suspect that was leased is to blame; without one, everything that was leased is.
    /// </summary>
    public void Restart()
    {
        var leased = _pending.FindAll(waiting => waiting.Token is not null);
        var isSolved = leased.Exists(waiting => waiting.Lost > 0);
        foreach (var waiting in leased)
        {
            waiting.Token = null;
            if (isSolved && waiting.Lost == 0)
                waiting.Attempts--;
            else
                waiting.Lost++;
        }
    }

    private Waiting? Held(Lease lease) => _pending.Find(waiting =>
        waiting.Handler == lease.Handler && waiting.Delivery.Id == lease.Delivery.Id && waiting.Token == lease.Token);

    private Waiting Head(string lane) =>
        _pending.Where(waiting => waiting.Lane == lane).MinBy(waiting => (waiting.Delivery.OccurredAt, waiting.Order))!;

    private DateTimeOffset DueAt(IGrouping<string, Waiting> lane) =>
        lane.FirstOrDefault(waiting => waiting.Token is not null)?.Until ?? Head(lane.Key).DueAt;

    private bool IsStale(Waiting head)
    {
        var (version, occurred) = _last.GetValueOrDefault(head.Lane);
        return version is not null && head.Delivery.Version is not null
            ? version > head.Delivery.Version
            : occurred > head.Delivery.OccurredAt;
    }

    private sealed record Waiting(Delivery Delivery, string Handler, int Order, string Lane)
    {
        public DateTimeOffset DueAt { get; set; }

        public DateTimeOffset Until { get; set; }

        public long? Token { get; set; }

        public int Attempts { get; set; }

        public int Lost { get; set; }
    }
}
