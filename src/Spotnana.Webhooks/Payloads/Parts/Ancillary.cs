namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>Something beside the flight that a ticket is good for, such as a seat.</summary>
/// <param name="Type">A word such as <c>SEAT</c> or <c>LUGGAGE</c>.</param>
/// <param name="Fare">What it costs.</param>
/// <param name="Flight">The flight that it is for. Null where none is named.</param>
public sealed record Ancillary(string? Type, Fare? Fare, Flight? Flight);
