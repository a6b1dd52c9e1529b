namespace Spotnana.Webhooks.Inbox.Tests;

/// <summary>The rules of an inbox, said as plainly as possible and without any index: what an engine answers is checked against it.</summary>
internal sealed class InboxModel
{
    private readonly List<Waiting> _pending = [];
    private readonly Dictionary<string, (byte[] First, HashSet<string> Others)> _ids = [];
    private readonly Dictionary<string, (long? Version, DateTimeOffset? OccurredAt)> _last = [];
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
            _pending.Add(new Waiting(delivery, handler, _stored, $"{handler} {delivery.Subject ?? delivery.Id}") { DueAt = now });
        return AppendOutcome.Stored;
    }

    public void Lease(string handler, int count, TimeSpan duration, IReadOnlyList<Lease> leases, DateTimeOffset now)
    {
        // Due: lanes whose lease ran out, and lanes without a lease whose head is due. The longest due first.
        var lanes = _pending.Where(waiting => waiting.Handler == handler).GroupBy(waiting => waiting.Lane).ToDictionary(lane => lane.Key, DueAt);
        var due = lanes.Where(lane => lane.Value <= now).OrderBy(lane => lane.Value).ToList();
        var chosen = leases.Select(lease => $"{handler} {lease.Delivery.Subject ?? lease.Delivery.Id}").ToList();
        Assert.Distinct(chosen);
        Assert.All(chosen, lane => Assert.Contains(lane, due.Select(other => other.Key)));
        Assert.True(leases.Count <= count);
        if (leases.Count > 0)
            Assert.True(chosen.Max(lane => lanes[lane]) <= due[Math.Min(count, due.Count) - 1].Value);

        foreach (var taken in due.Take(count).Where(lane => !chosen.Contains(lane.Key)))
        {
            // Only ties may be chosen otherwise, and an expired lane whose head is not due yet gives nothing.
            var tie = chosen.Any(lane => lanes[lane] == taken.Value);
            var freed = _pending.FirstOrDefault(waiting => waiting.Lane == taken.Key && waiting.Token is not null);
            Assert.True(tie || freed is not null, $"{taken.Key} is due and was passed over");
            if (freed is not null && !tie)
            {
                freed.Token = null;
                Assert.True(Head(taken.Key).DueAt > now);
            }
        }

        foreach (var lease in leases)
        {
            var lane = $"{handler} {lease.Delivery.Subject ?? lease.Delivery.Id}";
            foreach (var lost in _pending.Where(waiting => waiting.Lane == lane && waiting.Token is not null))
                lost.Token = null;
            var head = Head(lane);
            Assert.Equal((head.Delivery.Id, head.Attempts + 1, IsStale(head)), (lease.Delivery.Id, lease.Attempt, lease.IsStale));
            Assert.True(head.DueAt <= now);
            (head.Token, head.Attempts, head.Until) = (lease.Token, lease.Attempt, now + duration);
        }
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

    /// <summary>The process ended and another opened the store.</summary>
    public void Restart()
    {
        foreach (var waiting in _pending)
            waiting.Token = null;
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
    }
}
