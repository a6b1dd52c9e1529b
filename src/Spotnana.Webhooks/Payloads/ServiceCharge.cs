using System.Text.Json;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>A fee of the travel agency that was charged, as a <c>SERVICE_CHARGE</c> event tells it.</summary>
public sealed record ServiceCharge : IPayload<ServiceCharge>
{
    /// <inheritdoc/>
    public static EventType EventType => EventType.ServiceCharge;

    /// <summary>Its id. Spotnana may leave it out.</summary>
    public string? ChargeId { get; init; }

    /// <summary>A word such as <c>TMC_CHARGE</c>.</summary>
    public string? Type { get; init; }

    /// <summary>What it is for: <c>ITINERARY_BOOKING</c> or <c>AGENT_CONTACT</c>.</summary>
    public string? ServiceType { get; init; }

    /// <summary>A word such as <c>BOOKING_FEE</c>.</summary>
    public string? FeeType { get; init; }

    /// <summary>Without taxes.</summary>
    public Money? Amount { get; init; }

    /// <summary>The taxes.</summary>
    public IReadOnlyList<TaxAmount> Taxes { get; init; } = [];

    /// <summary>With taxes.</summary>
    public Money? Total { get; init; }

    /// <summary>When it was charged.</summary>
    public DateTimeOffset? ChargedAt { get; init; }

    /// <summary>A word such as <c>SUCCESS</c>, <c>DELAYED_INVOICE</c>, <c>NO_CHARGE</c>.</summary>
    public string? PaymentStatus { get; init; }

    /// <summary>How it was paid, a word such as <c>CREDIT_CARD</c>.</summary>
    public string? PaymentMethod { get; init; }

    /// <summary>The payment service's number.</summary>
    public string? PaymentReference { get; init; }

    /// <summary>What it is charged on: <c>TRIP</c> or <c>USER</c>.</summary>
    public string? EntityType { get; init; }

    /// <summary>The id of that trip or user.</summary>
    public string? EntityId { get; init; }

    /// <summary>The trip.</summary>
    public string? TripId { get; init; }

    /// <summary>The booking.</summary>
    public string? PnrId { get; init; }

    /// <summary>The booking's version then.</summary>
    public long? PnrVersion { get; init; }

    /// <summary>The booking's record locator.</summary>
    public string? RecordLocator { get; init; }

    /// <summary>The customer.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The traveler.</summary>
    public string? TravelerId { get; init; }

    /// <summary>The customer's legal entity.</summary>
    public string? LegalEntityId { get; init; }

    /// <inheritdoc/>
    public static ServiceCharge Read(JsonElement payload) => PayloadReading.Read(payload, Read);

    /// <summary>For logs: nothing of a person.</summary>
    public override string ToString() => $"charge {ChargeId}";

    /// <summary>Reads the payload of a whole body, as it was received.</summary>
    /// <exception cref="PayloadException">A value is of another kind than Spotnana publishes, or the body is no JSON.</exception>
    public static ServiceCharge Parse(ReadOnlyMemory<byte> body) => PayloadReading.Parse<ServiceCharge>(body);

    private static ServiceCharge Read(Node node)
    {
        var (charge, booking, entity) = (node["charge"u8], node["bookingDetails"u8], node["entity"u8]);
        return new ServiceCharge
        {
            ChargeId = node["chargeId"u8].Id,
            Type = node["serviceChargeType"u8].Text,
            ServiceType = node["serviceType"u8].Text,
            FeeType = charge["feeInfo"u8]["feeType"u8].Text,
            Amount = Money.Read(charge["amount"u8]),
            Taxes = charge["taxes"u8].List(TaxAmount.Read),
            Total = Money.Read(charge["totalAmount"u8]),
            ChargedAt = node["transactionTime"u8].Instant,
            PaymentStatus = node["paymentStatus"u8].Text,
            PaymentMethod = node["fop"u8]["paymentMethod"u8].Text ?? node["fop"u8]["type"u8].Text,
            PaymentReference = node["paymentTransaction"u8]["paymentReference"u8].Text,
            EntityType = entity["entityType"u8].Text,
            EntityId = entity["entityId"u8].Id,
            TripId = node["tripId"u8].Id ?? (entity["entityType"u8].Text == "TRIP" ? entity["entityId"u8].Id : null),
            PnrId = booking["pnrId"u8].Id,
            PnrVersion = booking["pnrVersion"u8].Integer,
            RecordLocator = booking["sourcePnrId"u8].Text,
            OrganizationId = node["userOrgId"u8]["organizationId"u8].Id,
            TravelerId = node["userOrgId"u8]["userId"u8].Id,
            LegalEntityId = node["legalEntityId"u8].Id,
        };
    }
}
