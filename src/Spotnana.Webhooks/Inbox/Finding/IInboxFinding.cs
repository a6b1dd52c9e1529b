using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Finding;

/// <summary>
/// Finds deliveries by the keys that stand in their bodies. Engines implement it beside <see cref="IInbox"/> and
/// <see cref="IInboxErasing"/>, with which it shares its turn. What the keys are is decided outside; the engine stores their hashes.
/// </summary>
/// <remarks>
/// Keys go with their delivery. Where a delivery is erased, all of them go but that of its id. Failures are those of <see cref="IInbox"/>.
/// </remarks>
public interface IInboxFinding
{
    /// <summary>Reads up to which delivery keys are written.</summary>
    /// <returns>Null: another process has the turn of <see cref="IInboxErasing.TakeErasingAsync"/>.</returns>
    Task<long?> ReadKeyPlaceAsync(CancellationToken cancellationToken);

    /// <summary>Writes keys and up to which delivery they are written, durably and at once. Those that are there already stay.</summary>
    /// <returns>False: another process has taken the turn meanwhile, and nothing is written.</returns>
    Task<bool> WriteKeysAsync(KeyStep step, CancellationToken cancellationToken);

    /// <summary>Reads the numbers of deliveries whose bodies could not be read when their keys were written, in their order.</summary>
    /// <param name="after">The number after which to begin.</param>
    /// <param name="count">The most to read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<long>> ListUnreadKeysAsync(long after, int count, CancellationToken cancellationToken);

    /// <summary>Reads deliveries of which no keys are written yet, the newest first, without handlings.</summary>
    /// <param name="before">The number before which to begin.</param>
    /// <param name="count">The most to read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<DeliverySummary>> ListWithoutKeysAsync(long before, int count, CancellationToken cancellationToken);

    /// <summary>Reads the numbers of the deliveries that have a key, the newest first.</summary>
    /// <param name="key">The key's hash.</param>
    /// <param name="before">The number before which to begin.</param>
    /// <param name="count">The most to read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<long>> FindByKeyAsync(long key, long before, int count, CancellationToken cancellationToken);

    /// <summary>Reads deliveries with their handlings, in the order in which they are asked for, but for those that are gone.</summary>
    Task<IReadOnlyList<DeliverySummary>> ReadDeliveriesAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken);
}
