using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox : IInboxQuery
{
    private const int MostCopies = 100;
    private const int MostAttempts = 1000;

    /// <inheritdoc/>
    public Task<DeliveryPage> ListAsync(DeliveryFilter filter, int limit, DeliveryCursor? cursor, CancellationToken cancellationToken) =>
        ListAsync(filter, oldestFirst: false, limit, cursor, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryPage> ListAsync(
        DeliveryFilter filter, bool oldestFirst, int limit, DeliveryCursor? cursor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IInboxQuery.LargestPage);
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var all = oldestFirst
                ? _deliveries.Skip(IndexOf((cursor?.Sequence ?? 0) + 1))
                : NewestFirst(cursor?.Sequence ?? long.MaxValue);
            var found = all
                .Where(delivery => Matches(delivery, filter))
                .Take(limit + 1)
                .ToList();
            return Task.FromResult(new DeliveryPage(
                [.. found.Take(limit).Select(delivery => Summary(delivery, now))],
                found.Count > limit ? new DeliveryCursor(found[limit - 1].Sequence) : null));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryDetails>> FindAsync(string id, string? subscription, CancellationToken cancellationToken) =>
        FindAsync(id, subscription, copy: null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryDetails>> FindCopyAsync(
        string id, string? subscription, int copy, CancellationToken cancellationToken) => FindAsync(id, subscription, copy);

    private Task<IReadOnlyList<DeliveryDetails>> FindAsync(string id, string? subscription, int? copy)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            return Task.FromResult<IReadOnlyList<DeliveryDetails>>(
            [
                .. _copies.Where(copies => copies.Key.Id == id && (subscription is null || copies.Key.Subscription == subscription))
                    .OrderBy(copies => copies.Key.Subscription, StringComparer.Ordinal).SelectMany(copies => copies.Value)
                    .Where(delivery => copy is null || delivery.Copy == copy).Take(MostCopies)
                    .Select(delivery => new DeliveryDetails(WithWhatIsAhead(delivery, now), Timeline(delivery))),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task<DeliveryPayload> ReadPayloadAsync(long sequence, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(Stored(sequence) switch
            {
                null => new DeliveryPayload(PayloadState.NotFound),
                { HasBody: false } => new DeliveryPayload(PayloadState.Gone),
                { Delivery.Body: var body } => new DeliveryPayload(PayloadState.Found, body),
            });
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<HandlerSummary>> ListHandlersAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var known = _tally.Read().Handlers.ToDictionary(handler => handler.Handler, StringComparer.Ordinal);
            return Task.FromResult<IReadOnlyList<HandlerSummary>>(
            [
                .. known.Keys.Union(_paused.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name =>
                {
                    var counts = known.GetValueOrDefault(name);
                    return HandlerSummary.Of(name, counts, _paused.TryGetValue(name, out var pausedAt) ? pausedAt : null);
                }),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task<InboxSummary> ReadSummaryAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var handlers = _tally.Read().Handlers;
            return Task.FromResult(new InboxSummary(
                Enum.GetValues<DeliveryState>()
                    .ToDictionary(state => state, state => (long)_deliveries.Count(delivery => delivery.State == state)),
                handlers.Sum(handler => handler.Pending),
                handlers.Min(handler => handler.WaitingSince))
            {
                Discarded = _deliveries.Count(delivery => delivery.Reason == DeadReason.Discarded),
            });
        }
    }

    private static bool Matches(MemoryDelivery stored, DeliveryFilter filter)
    {
        var delivery = stored.Delivery;
        return (filter.State is null || stored.State == filter.State)
            && (filter.Reason is null || (HasReason(stored, filter) && (filter.State is not null || stored.State == DeliveryState.Dead)))
            && (filter.Handler is null || stored.Handlings.Exists(handling => handling.Handler == filter.Handler))
            && (filter.EventType is null || delivery.EventType == filter.EventType)
            && (filter.Operation is null || delivery.Operation == filter.Operation)
            && (filter.OrganizationId is null
                || string.Equals(delivery.OrganizationId, filter.OrganizationId, StringComparison.OrdinalIgnoreCase))
            && (filter.Subject is null || (delivery.Subject is { } subject && Subject.Meanings(filter.Subject).Contains(subject)))
            && (filter.Subscription is null || delivery.Subscription == filter.Subscription)
            && (filter.TraceId is null || string.Equals(delivery.TraceId, filter.TraceId, StringComparison.OrdinalIgnoreCase))
            && !(delivery.ReceivedAt < filter.ReceivedFrom)
            && !(delivery.ReceivedAt >= filter.ReceivedTo);
    }

    private static bool HasReason(MemoryDelivery stored, DeliveryFilter filter) =>
        (filter.Handler is null && stored.Reason == filter.Reason)
        || stored.Handlings.Exists(
            handling => handling.Reason == filter.Reason && (filter.Handler is null || handling.Handler == filter.Handler));

    private IEnumerable<MemoryDelivery> NewestFirst(long before)
    {
        for (var i = IndexOf(before) - 1; i >= 0; i--)
            yield return _deliveries[i];
    }

    internal MemoryDelivery? Stored(long sequence)
    {
        var index = IndexOf(sequence);
        return index < _deliveries.Count && _deliveries[index].Sequence == sequence ? _deliveries[index] : null;
    }

    /// <summary>The index of the first delivery whose sequence is not lower.</summary>
    private int IndexOf(long sequence)
    {
        var (low, high) = (0, _deliveries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_deliveries[middle].Sequence < sequence)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static DeliverySummary Summary(MemoryDelivery stored, DateTimeOffset now) => new()
    {
        Sequence = stored.Sequence,
        Subscription = stored.Delivery.Subscription,
        Id = stored.Delivery.Id,
        Copy = stored.Copy,
        EventType = stored.Delivery.EventType,
        Operation = stored.Delivery.Operation,
        OrganizationId = stored.Delivery.OrganizationId,
        Subject = stored.Delivery.Subject,
        Version = stored.Delivery.Version,
        SentAt = stored.Delivery.SentAt,
        OccurredAt = stored.Delivery.OccurredAt,
        ReceivedAt = stored.Delivery.ReceivedAt,
        TraceId = stored.Delivery.TraceId,
        SpanId = stored.Delivery.SpanId,
        Bytes = stored.Bytes,
        State = stored.State,
        Reason = stored.Reason,
        Handlings = [.. stored.Handlings
            .OrderBy(handling => handling.Handler, StringComparer.Ordinal)
            .Select(handling => Summary(handling, now))],
    };

    private static DeliverySummary WithWhatIsAhead(MemoryDelivery stored, DateTimeOffset now)
    {
        var summary = Summary(stored, now);
        return summary with
        {
            Handlings = [.. summary.Handlings.Select(handling => handling with { WaitsBehind = Ahead(handling.Handler) })],
        };

        string? Ahead(string name)
        {
            var own = stored.Handlings.Find(handling => handling.Handler == name)!;
            if (StateOf(own, now) != HandlingState.Pending)
                return null;
            var ahead = own.Lane.Leased is { } leased && IsLeased(leased, now) ? leased : own.Lane.Pending.Min;
            return ahead == own ? null : ahead?.Delivery.Delivery.Id;
        }
    }

    private static HandlingSummary Summary(MemoryHandling handling, DateTimeOffset now)
    {
        var state = StateOf(handling, now);
        return new HandlingSummary(
            handling.Handler, state, handling.Reason, handling.Attempts, handling.WaitingSince,
            state == HandlingState.Pending ? handling.Lane.NotBefore(handling.DueAt) : null);
    }

    private static List<AttemptSummary> Timeline(MemoryDelivery stored) => stored.Attempts.TakeLast(MostAttempts)
        .Select(attempt => new AttemptSummary(
            attempt.Handler, attempt.Number, attempt.StartedAt, Whole(attempt.Duration), attempt.Outcome, attempt.Error))
        .ToList();

    private static TimeSpan? Whole(TimeSpan? duration) =>
        duration is { } known ? TimeSpan.FromMilliseconds((long)known.TotalMilliseconds) : null;

    private static HandlingState StateOf(MemoryHandling handling, DateTimeOffset now) =>
        handling.State == HandlingState.Pending && IsLeased(handling, now) ? HandlingState.Leased : handling.State;

    private static bool IsLeased(MemoryHandling handling, DateTimeOffset now) =>
        handling.Lane.Leased == handling && handling.Lane.DueAt > now;
}
