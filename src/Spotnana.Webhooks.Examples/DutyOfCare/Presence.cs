using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Examples.DutyOfCare;

/// <summary>Somebody who is at a place, or on the way to it, for a while.</summary>
/// <param name="Traveler">Who, with telephone numbers and e-mail address.</param>
/// <param name="Place">Where, or where to.</param>
/// <param name="IsOnTheWay">Whether still on the way there.</param>
/// <param name="From">The earliest instant at which it can begin.</param>
/// <param name="Until">The latest instant at which it can end.</param>
/// <param name="Segment">The flight, stay, car, train or ride that says so.</param>
public sealed record Presence(
    BookedTraveler Traveler, Place Place, bool IsOnTheWay, DateTimeOffset From, DateTimeOffset Until, Segment Segment)
{
    /// <summary>Whether it is at this place, and for any moment between two instants.</summary>
    /// <param name="codeOrCity">An airport's or station's code, or a city.</param>
    /// <param name="from">The first instant.</param>
    /// <param name="until">The last one.</param>
    public bool IsAt(string codeOrCity, DateTimeOffset from, DateTimeOffset until) =>
        Place.IsAt(codeOrCity) && From <= until && Until >= from;

    /// <summary>For logs: nothing of a person or a place.</summary>
    public override string ToString() => $"presence by {Segment}";
}
