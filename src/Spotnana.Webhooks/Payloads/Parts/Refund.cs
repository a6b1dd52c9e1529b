using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>What is paid back for a ticket. It is told when it is asked for, days before the money comes.</summary>
/// <param name="Fare">What comes back. All of it zero: the ticket was forfeited.</param>
/// <param name="Penalty">What is kept.</param>
/// <param name="Date">The day on which it was asked for.</param>
public sealed record Refund(Fare? Fare, Fare? Penalty, DateOnly? Date)
{
    internal static Refund? Read(Node node) => node.IsAbsent
        ? null
        : new Refund(Fare.Read(node["refundAmount"u8]), Fare.Read(node["penalty"u8]), node["refundDate"u8].Day);
}
