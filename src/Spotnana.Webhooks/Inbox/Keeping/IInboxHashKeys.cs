namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>Stores the hash keys of an inbox. Engines implement it beside <see cref="IInbox"/>.</summary>
/// <remarks>Failures are those of <see cref="IInbox"/>.</remarks>
public interface IInboxHashKeys
{
    /// <summary>Reads all keys.</summary>
    Task<IReadOnlyList<StoredHashKey>> ReadHashKeysAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores a key, durably. Where the same key is stored already, it is stored in this form from now on. Of several own keys the first
    /// one stays: read them again to find it.
    /// </summary>
    Task KeepHashKeyAsync(StoredHashKey key, CancellationToken cancellationToken);
}
