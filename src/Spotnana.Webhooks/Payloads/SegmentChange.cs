using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Payloads;

/// <summary>A flight, a stay or the like that was changed.</summary>
/// <param name="Was">As it was.</param>
/// <param name="Now">As it is.</param>
public sealed record SegmentChange(Segment Was, Segment Now)
{
    /// <summary>Whether it begins or ends at another time.</summary>
    public bool IsMoved => Was.StartsAt?.Clock != Now.StartsAt?.Clock || Was.EndsAt?.Clock != Now.EndsAt?.Clock;

    /// <summary>Whether it is in another cabin or class.</summary>
    public bool IsCabinChanged => Was.Cabin != Now.Cabin;

    /// <summary>Whether somebody sits elsewhere, or the state of a seat is another one.</summary>
    public bool IsSeatChanged => !SeatsOf(Was).SequenceEqual(SeatsOf(Now));

    /// <summary>Whether its state is another one.</summary>
    public bool IsStatusChanged => Was.Status != Now.Status;

    /// <summary>Whether it is with somebody else, or somewhere else, or under another confirmation.</summary>
    public bool IsReplaced =>
        (Was.Supplier, Was.Confirmation, $"{Was.From}", $"{Was.To}") != (Now.Supplier, Now.Confirmation, $"{Now.From}", $"{Now.To}");

    internal bool IsAny => IsMoved || IsCabinChanged || IsSeatChanged || IsStatusChanged || IsReplaced;

    private static IEnumerable<(string?, string?, string?)> SeatsOf(Segment segment)
    {
        var seats = segment switch { Flight flight => flight.Seats, RailLeg leg => leg.Seats, _ => [] };
        return seats.Select(seat => (seat.Traveler?.Id, seat.Number, seat.Status)).Order();
    }
}
