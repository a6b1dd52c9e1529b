namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>The hash keys of an inbox, read once and made where there is none.</summary>
public sealed class HashKeys
{
    private readonly Dictionary<string, HashKey> _keys = new(StringComparer.Ordinal);

    private HashKeys()
    {
    }

    /// <summary>The key that the inbox hashes with.</summary>
    public HashKey Own { get; private set; } = null!;

    /// <summary>
    /// Reads the keys, makes the inbox's own where there is none, and encrypts with the first encryption key what is not.
    /// </summary>
    /// <param name="store">The inbox.</param>
    /// <param name="keys">The inbox's encryption keys.</param>
    /// <param name="cancellationToken">Cancels it between two steps.</param>
    /// <exception cref="InvalidDataException">One cannot be read. The message says why, in whole sentences.</exception>
    public static async Task<HashKeys> OpenAsync(IInboxHashKeys store, EncryptionKeys keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        var all = await store.ReadHashKeysAsync(cancellationToken).ConfigureAwait(false);
        if (!all.Any(key => key.IsOwn))
        {
            // Another process may have been faster: then its key is the one.
            await store.KeepHashKeyAsync(HashKey.New().Wrap(keys), cancellationToken).ConfigureAwait(false);
            all = await store.ReadHashKeysAsync(cancellationToken).ConfigureAwait(false);
        }

        var opened = new HashKeys();
        foreach (var stored in all)
        {
            var key = HashKey.Unwrap(stored, keys);
            opened._keys[key.Id] = key;
            if (stored.IsOwn)
                opened.Own = key;
            if (stored.KeyId is null && keys.First is not null)
                await store.KeepHashKeyAsync(key.Wrap(keys, stored.IsOwn), cancellationToken).ConfigureAwait(false);
        }

        return opened;
    }

    /// <summary>All of them: what stands here may have been hashed with any.</summary>
    public IReadOnlyCollection<HashKey> All => _keys.Values;

    /// <summary>Finds a key by its <see cref="HashKey.Id"/>.</summary>
    /// <returns>Null: it is not among them.</returns>
    public HashKey? Find(string id) => _keys.GetValueOrDefault(id);
}
