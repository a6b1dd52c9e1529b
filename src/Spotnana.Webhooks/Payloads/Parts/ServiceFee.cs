using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A fee of the travel agency, as the booking shows it.</summary>
/// <param name="ChargeId">The id that the event of the charge has.</param>
/// <param name="Number">Its number, where tickets have theirs.</param>
/// <param name="Status">A word such as <c>ISSUED</c> or <c>PENDING</c>.</param>
/// <param name="Type">A word such as <c>BOOKING_FEE</c>.</param>
/// <param name="Fare">How much.</param>
public sealed record ServiceFee(string? ChargeId, string? Number, string? Status, string? Type, Fare? Fare)
{
    internal static ServiceFee Read(Node node) => new(
        node["chargeId"u8].Text, node["ticketNumber"u8].Text, node["status"u8].Text, node["feeInfo"u8]["feeType"u8].Text,
        Fare.Read(node["fare"u8]));
}
