using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox : IInboxHashKeys, IInboxRekey
{
    private readonly List<StoredHashKey> _hashKeys = [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredHashKey>> ReadHashKeysAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<StoredHashKey>>([.. _hashKeys]);
    }

    /// <inheritdoc/>
    public Task KeepHashKeyAsync(StoredHashKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_gate)
        {
            var known = _hashKeys.FindIndex(one => one.Id == key.Id);
            if (known >= 0)
                _hashKeys[known] = key with { IsOwn = _hashKeys[known].IsOwn };
            else if (!key.IsOwn || !_hashKeys.Exists(one => one.IsOwn))
                _hashKeys.Add(key);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<RekeyStep> RekeyAsync(long after, int count, CancellationToken cancellationToken) => Task.FromResult(RekeyStep.Nothing);

    /// <inheritdoc/>
    public Task<RekeyStep> RekeyErrorsAsync(long after, int count, CancellationToken cancellationToken) =>
        Task.FromResult(RekeyStep.Nothing);
}
