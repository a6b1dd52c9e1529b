using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>The erasures of an inbox with the keys that they are hashed with, to be taken to another inbox, or to a restored one.</summary>
/// <param name="HashKeys">The keys.</param>
/// <param name="Erasures">Those that still erase, the oldest first.</param>
public sealed record ErasureArchive(IReadOnlyList<StoredHashKey> HashKeys, IReadOnlyList<Erasure> Erasures)
{
    /// <summary>Reads them from an inbox.</summary>
    /// <param name="inbox">The inbox. One whose engine cannot erase has none.</param>
    /// <param name="keys">The keys of the inbox.</param>
    /// <param name="wrapping">The keys that the hash keys are encrypted with from now on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidDataException">A hash key cannot be read. The message says why, in whole sentences.</exception>
    public static async Task<ErasureArchive> ReadAsync(
        IInbox inbox, EncryptionKeys keys, EncryptionKeys wrapping, CancellationToken cancellationToken)
    {
        if (inbox is not (IInboxErasing erasing and IInboxHashKeys store))
            return new ErasureArchive([], []);

        var erasures = await erasing.ListActiveErasuresAsync(cancellationToken).ConfigureAwait(false);
        var used = erasures.Select(erasure => erasure.HashKeyId).ToHashSet(StringComparer.Ordinal);
        var stored = await store.ReadHashKeysAsync(cancellationToken).ConfigureAwait(false);
        return new ErasureArchive(
            [.. stored.Where(key => used.Contains(key.Id)).Select(key => HashKey.Unwrap(key, keys).Wrap(wrapping, key.IsOwn))], erasures);
    }

    /// <summary>
    /// Adds them to an inbox, where they erase from now on, and look through all that is stored there. Those that it has stay as they are.
    /// </summary>
    /// <param name="inbox">The inbox.</param>
    /// <param name="keys">The keys that the hash keys here are encrypted with, and that the inbox has.</param>
    /// <param name="cancellationToken">Cancels it between two steps: call it again then.</param>
    /// <exception cref="InvalidDataException">A hash key cannot be read, or is missing. Nothing was added.</exception>
    /// <exception cref="NotSupportedException">The engine of the inbox cannot erase.</exception>
    public async Task WriteAsync(IInbox inbox, EncryptionKeys keys, CancellationToken cancellationToken)
    {
        if (Erasures.Count == 0)
            return;
        if (inbox is not (IInboxErasing erasing and IInboxHashKeys store))
            throw new NotSupportedException("This inbox cannot erase.");

        List<(HashKey Key, bool WasOwn)> opened = [.. HashKeys.Select(key => (HashKey.Unwrap(key, keys), key.IsOwn))];
        if (Erasures.FirstOrDefault(erasure => !opened.Exists(one => one.Key.Id == erasure.HashKeyId)) is { } without)
            throw new InvalidDataException($"The key that erasure {without.Id} is hashed with is missing.");

        // Where the inbox has none of its own yet, it takes that of the other.
        var isFirst = !(await store.ReadHashKeysAsync(cancellationToken).ConfigureAwait(false)).Any(key => key.IsOwn);
        foreach (var (key, wasOwn) in opened)
            await store.KeepHashKeyAsync(key.Wrap(keys, isOwn: isFirst && wasOwn), cancellationToken).ConfigureAwait(false);
        foreach (var erasure in Erasures)
        {
            var anew = erasure with { Progress = ErasureProgress.Waiting, CompletedAt = null };
            await erasing.AddErasureAsync(anew, cancellationToken).ConfigureAwait(false);
        }
    }
}
