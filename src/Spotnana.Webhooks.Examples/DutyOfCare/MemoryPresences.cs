namespace Spotnana.Webhooks.Examples.DutyOfCare;

/// <summary>Presences in memory, for tests and for trying out.</summary>
public sealed class MemoryPresences : IPresences
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Version, IReadOnlyList<Presence> Presences)> _bookings = [];
    private readonly HashSet<string> _replaced = [];

    /// <inheritdoc/>
    public ValueTask SaveAsync(
        string pnrId, long version, IReadOnlyList<Presence> presences, IReadOnlyList<string> replaces,
        CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_bookings.TryGetValue(pnrId, out var stored) || stored.Version <= version)
                _bookings[pnrId] = (version, presences);
            _replaced.UnionWith(replaces);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Presence>> FindAsync(
        string codeOrCity, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // A traveler who is being split off stands in two bookings for a while, with the same flights
            return ValueTask.FromResult<IReadOnlyList<Presence>>(
            [
                .. _bookings.Where(booking => !_replaced.Contains(booking.Key)).SelectMany(booking => booking.Value.Presences)
                    .Where(presence => presence.IsAt(codeOrCity, from, until))
                    .DistinctBy(presence => (presence.Traveler.Id ?? presence.Traveler.Email, presence.Segment.Id, presence.IsOnTheWay,
                        presence.From, presence.Until)),
            ]);
        }
    }
}
