using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox : IInboxFinding
{
    private long _keyPlace;

    /// <inheritdoc/>
    public Task<long?> ReadKeyPlaceAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<long?>(_keyPlace);
    }

    /// <inheritdoc/>
    public Task<bool> WriteKeysAsync(KeyStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        lock (_gate)
        {
            _keyPlace = step.Place ?? _keyPlace;
            foreach (var keyed in step.Deliveries)
            {
                if (Stored(keyed.Sequence) is { } stored)
                    (stored.Keys, stored.IdKey) = ([.. stored.Keys ?? [], .. keyed.Keys], keyed.Id ?? stored.IdKey);
            }
        }

        return Task.FromResult(true);
    }

    /// <summary>None: what is here can always be read.</summary>
    public Task<IReadOnlyList<long>> ListUnreadKeysAsync(long after, int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<long>>([]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliverySummary>> ListWithoutKeysAsync(long before, int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            return Task.FromResult<IReadOnlyList<DeliverySummary>>(
                [.. NewestFirst(before).TakeWhile(stored => stored.Sequence > _keyPlace).Where(stored => stored.Keys is null).Take(count)
                    .Select(stored => Summary(stored, now))]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> FindByKeyAsync(long key, long before, int count, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<long>>(
                [.. NewestFirst(before).Where(stored => stored.IdKey == key || stored.Keys?.Contains(key) == true)
                    .Select(stored => stored.Sequence).Take(count)]);
    }
}
