namespace Spotnana.Webhooks.Examples.People;

/// <summary>What the sync needs of a directory. Each call can come twice, and changes nothing then.</summary>
public interface IDirectory
{
    /// <summary>
    /// Stores a profile, unless a newer one is there or the traveler was purged:
    /// <c>INSERT … ON CONFLICT (id) DO UPDATE … WHERE told_at &lt;= @toldAt AND NOT purged</c>.
    /// </summary>
    /// <param name="profile">The profile.</param>
    /// <param name="toldAt">When it was so.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask SaveAsync(Profile profile, DateTimeOffset toldAt, CancellationToken cancellationToken);

    /// <summary>
    /// Removes all that is known of a traveler, and remembers the id, so that nothing that comes later brings it back. The traveler may
    /// never have been seen.
    /// </summary>
    /// <param name="id">The traveler's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask PurgeAsync(string id, CancellationToken cancellationToken);
}
