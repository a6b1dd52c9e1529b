namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A traveler's seat on a flight or train.</summary>
/// <param name="Traveler">Who sits there. Null where the payload does not tell.</param>
/// <param name="Number">The seat, such as <c>21C</c>; of trains with the coach in front: <c>14/61</c>.</param>
/// <param name="Status">A word such as <c>CONFIRMED</c>.</param>
/// <param name="Price">What it costs.</param>
public sealed record Seat(BookedTraveler? Traveler, string? Number, string? Status, Money? Price);
