namespace Spotnana.Webhooks.Examples.DutyOfCare;

/// <summary>What who-is-where needs of a store: the presences of each booking, as its newest event tells them.</summary>
public interface IPresences
{
    /// <summary>Puts a booking's presences in the place of those that it had, unless they are of a later version.</summary>
    /// <param name="pnrId">The booking.</param>
    /// <param name="version">Its version, of which several events may tell.</param>
    /// <param name="presences">All of its presences now. None: it is cancelled.</param>
    /// <param name="replaces">
    /// The bookings in whose place it came: they count for nothing any more, also if their cancellation comes later or never.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask SaveAsync(
        string pnrId, long version, IReadOnlyList<Presence> presences, IReadOnlyList<string> replaces,
        CancellationToken cancellationToken);

    /// <summary>Who is at a place, or on the way to it, at any moment between two instants.</summary>
    /// <param name="codeOrCity">An airport's or station's code, such as <c>YYZ</c>, or a city.</param>
    /// <param name="from">The first instant.</param>
    /// <param name="until">The last one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<Presence>> FindAsync(
        string codeOrCity, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);
}
