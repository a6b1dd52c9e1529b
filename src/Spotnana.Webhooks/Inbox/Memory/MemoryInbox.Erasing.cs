using Spotnana.Webhooks.Inbox.Erasing;

namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox : IInboxErasing
{
    private readonly Dictionary<string, Erasure> _erasures = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(long Sequence, string Erasure), (DateTimeOffset FoundAt, bool IsSure)> _found = [];
    private ErasurePlace _erasurePlace = new(0, 0, 0);

    /// <inheritdoc/>
    public Task AddErasureAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        lock (_gate)
        {
            _erasures.TryAdd(erasure.Id, erasure);
            _erasurePlace = _erasurePlace with { Version = _erasurePlace.Version + 1 };
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Erasure>> ListErasuresAsync(string? id, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<Erasure>>(
                [.. Erasures().Where(erasure => id is null || erasure.Id == id).OrderByDescending(erasure => erasure.At).Take(limit)]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Erasure>> ListActiveErasuresAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<Erasure>>(
                [.. Erasures().Where(erasure => !erasure.Hash.IsEmpty).OrderBy(erasure => erasure.At)]);
    }

    /// <inheritdoc/>
    public Task<ErasurePlace?> TakeErasingAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<ErasurePlace?>(_erasurePlace);
    }

    /// <inheritdoc/>
    public Task<ErasurePage> ReadToEraseAsync(long after, long upTo, int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var deliveries = _deliveries.Skip(IndexOf(after + 1)).TakeWhile(delivery => delivery.Sequence <= upTo).Take(count)
                .Select(delivery => Summary(delivery, now)).ToList();
            return Task.FromResult(new ErasurePage(deliveries, deliveries is [.., var last] ? last.Sequence : 0));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ErasureBody>> ReadBodiesToEraseAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<ErasureBody>>(
                [.. sequences.Select(Stored).OfType<MemoryDelivery>().Where(delivery => delivery.HasBody)
                    .Select(delivery => new ErasureBody(delivery.Sequence, delivery.Delivery.Body))]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FoundDelivery>> ListFoundAsync(
        DateTimeOffset foundBefore, long doubtfulAfter, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<FoundDelivery>>(
                [.. from one in _found
                    let delivery = Stored(one.Key.Sequence)
                    where delivery is not null && (one.Value.IsSure
                        ? delivery.State != DeliveryState.Pending || one.Value.FoundAt <= foundBefore
                        : delivery.Sequence > doubtfulAfter)
                    orderby !one.Value.IsSure, delivery.Sequence
                    select new FoundDelivery(
                        Summary(delivery, time.GetUtcNow()), new ErasureHit(delivery.Sequence, one.Key.Erasure, one.Value.IsSure),
                        one.Value.FoundAt)]);
    }

    /// <inheritdoc/>
    public Task<bool> EraseAsync(ErasureStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        lock (_gate)
        {
            foreach (var erasure in step.New)
                _erasures.TryAdd(erasure.Id, erasure);
            foreach (var hits in step.Hits.GroupBy(hit => hit.Sequence))
                Found(hits.Key, [.. hits]);
            foreach (var miss in step.Misses)
                _found.Remove((miss.Sequence, miss.Erasure));
            foreach (var (id, scanned) in step.Scanned)
                Change(id, erasure => erasure with { Scanned = erasure.Scanned + scanned });
            foreach (var (id, progress) in step.Progress)
                Change(id, erasure => erasure with { Progress = progress });
            foreach (var id in step.Completed)
                Change(id, erasure => erasure with { CompletedAt = erasure.CompletedAt ?? time.GetUtcNow() });
            _erasurePlace = step.Place with { Version = _erasurePlace.Version + (step.ChangesErasures ? 1 : 0) };
        }

        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public Task<bool> IsCleanAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc/>
    public Task ForgetErasuresAsync(DateTimeOffset hashesBefore, DateTimeOffset erasuresBefore, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var erasure in _erasures.Values.Where(one => one.At <= hashesBefore && one.CompletedAt is not null).ToList())
                Change(erasure.Id, one => one with { Hash = default });
            foreach (var erasure in _erasures.Values.Where(one => one.At <= erasuresBefore && one.Hash.IsEmpty).ToList())
                _erasures.Remove(erasure.Id);
            _erasurePlace = _erasurePlace with { Version = _erasurePlace.Version + 1 };
            foreach (var key in _found.Keys.Where(key => Stored(key.Sequence) is null || !_erasures.ContainsKey(key.Erasure)).ToList())
                _found.Remove(key);
        }

        return Task.CompletedTask;
    }

    private IEnumerable<Erasure> Erasures() => _erasures.Values.Select(
        erasure => erasure with { Waiting = _found.Keys.Count(key => key.Erasure == erasure.Id) });

    private void Change(string id, Func<Erasure, Erasure> change)
    {
        if (_erasures.TryGetValue(id, out var erasure))
            _erasures[id] = change(erasure);
    }

    private void Found(long sequence, List<ErasureHit> hits)
    {
        var delivery = Stored(sequence);
        if (delivery is not null && (delivery.State == DeliveryState.Pending || !hits.Exists(hit => hit.IsSure)))
        {
            foreach (var hit in hits)
            {
                var known = _found.GetValueOrDefault((sequence, hit.Erasure), (FoundAt: time.GetUtcNow(), IsSure: false));
                _found[(sequence, hit.Erasure)] = known with { IsSure = known.IsSure || hit.IsSure };
            }

            return;
        }

        if (delivery is not null && Erase(delivery))
        {
            foreach (var hit in hits.Where(hit => hit.IsSure))
                Change(hit.Erasure, erasure => erasure with { Erased = erasure.Erased + 1 });
        }

        foreach (var key in _found.Keys.Where(key => key.Sequence == sequence).ToList())
            _found.Remove(key);
    }

    private bool Erase(MemoryDelivery delivery)
    {
        var (subscription, subject) = SubjectOf(delivery);
        if (!delivery.Erase())
            return false;
        if (subject is not null && !_deliveries.Exists(one => SubjectOf(one) == (subscription, subject)))
            _lanes.Remove(subscription, subject);
        return true;
    }
}
