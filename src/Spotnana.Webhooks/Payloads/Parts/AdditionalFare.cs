using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A part of a price beside the fare.</summary>
/// <param name="Type">A word such as <c>SEAT</c>.</param>
/// <param name="Fare">How much.</param>
/// <param name="IsIncluded">Whether the total has it already.</param>
public sealed record AdditionalFare(string? Type, Fare? Fare, bool IsIncluded)
{
    internal static AdditionalFare Read(Node node) =>
        new(node["type"u8].Text, Fare.Read(node["fareAmount"u8]), node["isIncludedInFareAmount"u8].Flag ?? false);
}
