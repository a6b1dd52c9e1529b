using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A ticket of a flight or train, or one for something beside a flight.</summary>
public sealed record Ticket
{
    /// <summary>The number, which no other ticket has.</summary>
    public string Number { get; init; } = "";

    /// <summary>The state in a word: see <see cref="TicketStatus"/>. Null where the payload has none, as for trains.</summary>
    public string? Status { get; init; }

    /// <summary>Whether it is good to travel with.</summary>
    public bool IsIssued => Status == TicketStatus.Issued;

    /// <summary>A word such as <c>FLIGHT</c>, <c>ANCILLARY</c>, <c>MIXED</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Whose it is. Null where the payload does not tell.</summary>
    public BookedTraveler? Traveler { get; init; }

    /// <summary>When it was issued, on the issuer's clock.</summary>
    public DateTime? IssuedAt { get; init; }

    /// <summary>When it last changed, on the issuer's clock.</summary>
    public DateTime? UpdatedAt { get; init; }

    /// <summary>Its price.</summary>
    public Fare? Fare { get; init; }

    /// <summary>Fare and taxes together.</summary>
    public Money? Total => Fare?.Total;

    /// <summary>What it cost: <see cref="Total"/> and <see cref="ExchangePenalty"/>, if they are in one currency.</summary>
    public Money? Cost => Total is { } total && ExchangePenalty is { } penalty ? total + penalty ?? total : Total;

    /// <summary>
    /// What has come back of <see cref="Total"/> by now: all for a voided ticket, and for an exchanged one, whose worth is part of the new
    /// one's price; for others what was refunded. Zero: it was forfeited. Null: nothing came back, or the payload does not tell how much.
    /// </summary>
    public Money? Returned => Status is TicketStatus.Voided or TicketStatus.Exchanged ? Total : Refund?.Fare?.Total;

    /// <summary>The flights that it is good for.</summary>
    public IReadOnlyList<Coupon> Coupons { get; init; } = [];

    /// <summary>What it is good for beside flights.</summary>
    public IReadOnlyList<Ancillary> Ancillaries { get; init; } = [];

    /// <summary>Whether it is for something beside a flight only, such as a seat: it has no coupon.</summary>
    public bool IsAncillary => Coupons.Count == 0 && (Ancillaries.Count > 0 || Type == "ANCILLARY");

    /// <summary>The flight ticket that an ancillary one goes with.</summary>
    public string? AssociatedTicketNumber { get; init; }

    /// <summary>The ticket that was given for this one.</summary>
    public string? OriginalTicketNumber { get; init; }

    /// <summary>What the exchange cost on top of the difference in price.</summary>
    public Money? ExchangePenalty { get; init; }

    /// <summary>What had to be added to the price of the old ticket.</summary>
    public Fare? AddCollect { get; init; }

    /// <summary>What is paid back. Null: nothing was given back.</summary>
    public Refund? Refund { get; init; }

    /// <summary>What can be bought beside the fare and is part of its price.</summary>
    public IReadOnlyList<AdditionalFare> AdditionalFares { get; init; } = [];

    /// <summary>Whether it can still be given back. Null: not told.</summary>
    public bool? IsRefundable { get; init; }

    /// <summary>What giving it back costs.</summary>
    public Money? RefundPenalty { get; init; }

    /// <summary>Whether it can still be exchanged. Null: not told.</summary>
    public bool? IsExchangeable { get; init; }

    /// <summary>The lowest fare that was on offer, to compare with.</summary>
    public Money? LowestFare { get; init; }

    /// <summary>A word for why a dearer fare was taken.</summary>
    public string? LowestFareReason { get; init; }

    /// <summary>The last digits of the tickets that go on from this one, where one had not enough coupons.</summary>
    public IReadOnlyList<string> ConjunctionSuffixes { get; init; } = [];

    /// <summary>The travel agency's commission.</summary>
    public Money? Commission { get; init; }

    /// <summary>The airline that answers for it.</summary>
    public string? ValidatingAirline { get; init; }

    /// <summary>How the fare was calculated, in the airlines' own notation.</summary>
    public string? FareCalculation { get; init; }

    /// <summary>The issuing agency's number.</summary>
    public string? IataNumber { get; init; }

    /// <summary>A word such as <c>ARC_TICKET</c>.</summary>
    public string? Settlement { get; init; }

    /// <summary>What the fare costs without the customer's discounts.</summary>
    public Fare? PublishedFare { get; init; }

    /// <summary>How it was paid.</summary>
    public IReadOnlyList<Payment> Payments { get; init; } = [];

    /// <summary>For logs: nothing of a person.</summary>
    public override string ToString() => $"ticket {Number}, {Status}";

    internal static Ticket? Read(Node node, BookedTraveler? traveler, IReadOnlyList<Leg> legs)
    {
        if (node["ticketNumber"u8].Text is not { } number)
            return null;
        var exchange = node["exchangeInfo"u8];
        return new Ticket
        {
            Number = number,
            Status = node["status"u8].Text,
            Type = node["ticketType"u8].Text,
            Traveler = traveler,
            IssuedAt = node["issuedDateTime"u8].Clock,
            UpdatedAt = node["updateDateTime"u8].Clock,
            Fare = Fare.Read(node["amount"u8]),
            Coupons = node["flightCoupons"u8].List(coupon => ReadCoupon(coupon, legs)),
            Ancillaries = node["ancillaries"u8].List(ancillary => new Ancillary(
                ancillary["ancillaryType"u8].Text, Fare.Read(ancillary["totalFare"u8]),
                FlightAt(LegAt(legs, ancillary["legIndex"u8].Index), ancillary["flightIndex"u8].Index))),
            AssociatedTicketNumber = node["associatedTicketNumber"u8].Text,
            OriginalTicketNumber = exchange["originalTicketNumber"u8].Text,
            ExchangePenalty = Money.Read(exchange["penalty"u8]),
            AddCollect = Fare.Read(exchange["addCollectAmount"u8]),
            Refund = Refund.Read(node["refundInfo"u8]),
            AdditionalFares = node["additionalFareAmounts"u8].List(AdditionalFare.Read),
            IsRefundable = node["refundPolicy"u8]["isRefundable"u8].Flag,
            RefundPenalty = Money.Read(node["refundPolicy"u8]["refundPenalty"u8]),
            IsExchangeable = node["exchangePolicy"u8]["isExchangeable"u8].Flag,
            LowestFare = Money.Read(node["llfInfo"u8]["llf"u8]),
            LowestFareReason = node["llfInfo"u8]["reasonCode"u8].Text,
            ConjunctionSuffixes = node["conjunctionTicketSuffix"u8].Texts(),
            Commission = Money.Read(node["commission"u8]["amount"u8]),
            ValidatingAirline = node["validatingAirlineCode"u8].Text,
            FareCalculation = node["fareCalculation"u8].Text,
            IataNumber = node["iataNumber"u8].Text,
            Settlement = node["ticketSettlement"u8].Text,
            PublishedFare = Fare.Read(node["publishedFare"u8]),
            Payments = node["paymentDetails"u8].List(Payment.Read),
        };
    }

    private static Coupon ReadCoupon(Node node, IReadOnlyList<Leg> legs)
    {
        var leg = LegAt(legs, node["legIdx"u8].Index);
        return new Coupon(leg, FlightAt(leg, node["flightIdx"u8].Index), node["status"u8].Text);
    }

    private static Leg? LegAt(IReadOnlyList<Leg> legs, int? index) => index is { } i && i >= 0 && i < legs.Count ? legs[i] : null;

    private static Flight? FlightAt(Leg? leg, int? index) =>
        index is { } i && i >= 0 && i < leg?.Flights.Count ? leg.Flights[i] : null;
}
