namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>
/// Brings an inbox to its first key: bodies, error texts and hash keys, also those that are not encrypted. It can be stopped at any point
/// and begun again: what has that key already is not touched.
/// </summary>
public static class Rekeying
{
    // Takes some milliseconds in the store, as a batch of the pruning does.
    private const int Batch = 50;

    /// <summary>Does it, until all is encrypted but what cannot be read.</summary>
    /// <param name="inbox">The inbox. One that cannot encrypt has nothing to do.</param>
    /// <param name="keys">Its keys. Without any there is nothing to do.</param>
    /// <param name="pause">The rest after each batch, which leaves the store to others.</param>
    /// <param name="time">Measures the rest.</param>
    /// <param name="onProgress">Told after each batch.</param>
    /// <param name="cancellationToken">Stops it between two batches.</param>
    public static async Task<RekeyTotals> RunAsync(
        IInbox inbox, EncryptionKeys keys, TimeSpan pause, TimeProvider time, Action<RekeyTotals> onProgress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(onProgress);
        var (totals, before) = (default(RekeyTotals), -1L);
        if (keys.First is null || inbox is not IInboxRekey bodies)
            return totals;

        // What was encrypted before the key changed may have been stored behind the place where the walk was: until one finds nothing.
        while (totals.Encrypted > before)
        {
            before = totals.Encrypted;
            totals = totals with { MissingKey = 0, Damaged = 0, Example = null };
            if (inbox is IInboxHashKeys store)
                totals = await WrapAnewAsync(store, keys, totals, cancellationToken).ConfigureAwait(false);
            await WalkAsync(bodies.RekeyAsync, count => totals = totals with { Bodies = totals.Bodies + count }).ConfigureAwait(false);
            await WalkAsync(bodies.RekeyErrorsAsync, count => totals = totals with { Errors = totals.Errors + count })
                .ConfigureAwait(false);
        }

        return totals;

        async Task WalkAsync(Func<long, int, CancellationToken, Task<RekeyStep>> run, Action<int> add)
        {
            for (long? after = 0; after is { } place;)
            {
                var step = await run(place, Batch, cancellationToken).ConfigureAwait(false);
                add(step.Encrypted);
                totals = step.Unreadable.Aggregate(totals, static (all, damage) => all.Plus(damage));
                after = step.Next;
                onProgress(totals);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<RekeyTotals> WrapAnewAsync(
        IInboxHashKeys store, EncryptionKeys keys, RekeyTotals totals, CancellationToken cancellationToken)
    {
        foreach (var stored in await store.ReadHashKeysAsync(cancellationToken).ConfigureAwait(false))
        {
            if (stored.KeyId == keys.First!.Id)
                continue;
            try
            {
                var wrapped = HashKey.Unwrap(stored, keys).Wrap(keys, stored.IsOwn);
                await store.KeepHashKeyAsync(wrapped, cancellationToken).ConfigureAwait(false);
                totals = totals with { HashKeys = totals.HashKeys + 1 };
            }
            catch (InvalidDataException failure)
            {
                totals = totals.Plus(new BodyDamage(stored.KeyId is { } id && keys.Find(id) is null, failure.Message));
            }
        }

        return totals;
    }
}
