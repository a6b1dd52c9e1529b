namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>The part of a ticket that is good for one flight.</summary>
/// <param name="Leg">The flight's leg. Null where the booking has none at that place.</param>
/// <param name="Flight">The flight. Null where the booking has none at that place.</param>
/// <param name="Status">A word such as <c>NOT_FLOWN</c> or <c>FLOWN</c>.</param>
public sealed record Coupon(Leg? Leg, Flight? Flight, string? Status);
