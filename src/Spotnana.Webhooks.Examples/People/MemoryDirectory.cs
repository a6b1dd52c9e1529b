namespace Spotnana.Webhooks.Examples.People;

/// <summary>A directory in memory, for tests and for trying out.</summary>
public sealed class MemoryDirectory : IDirectory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Profile Profile, DateTimeOffset ToldAt)> _profiles = [];
    private readonly HashSet<string> _purged = [];

    /// <summary>All that are there, active or not.</summary>
    public IReadOnlyList<Profile> Profiles
    {
        get
        {
            lock (_lock)
                return [.. _profiles.Values.Select(stored => stored.Profile)];
        }
    }

    /// <inheritdoc/>
    public ValueTask SaveAsync(Profile profile, DateTimeOffset toldAt, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_purged.Contains(profile.Id) && (!_profiles.TryGetValue(profile.Id, out var stored) || stored.ToldAt <= toldAt))
                _profiles[profile.Id] = (profile, toldAt);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask PurgeAsync(string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _profiles.Remove(id);
            _purged.Add(id);
        }

        return ValueTask.CompletedTask;
    }
}
