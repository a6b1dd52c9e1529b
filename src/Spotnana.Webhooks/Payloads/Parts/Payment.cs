using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A payment. No view shows a card's number.</summary>
public sealed record Payment
{
    /// <summary>Its id.</summary>
    public string? Id { get; init; }

    /// <summary>How much.</summary>
    public Fare? Fare { get; init; }

    /// <summary>What it is for, a word such as <c>FLIGHTS</c>.</summary>
    public string? Type { get; init; }

    /// <summary>How, a word such as <c>CREDIT_CARD</c>.</summary>
    public string? Method { get; init; }

    /// <summary>The card's company, such as <c>VISA</c>.</summary>
    public string? CardCompany { get; init; }

    /// <summary>What the card is called, such as <c>Corporate travel card</c>.</summary>
    public string? CardLabel { get; init; }

    /// <summary>The payment service's number, to compare with its statements.</summary>
    public string? Reference { get; init; }

    /// <summary>The payment service, such as <c>STRIPE</c>.</summary>
    public string? Gateway { get; init; }

    /// <summary>Whether it was paid back.</summary>
    public bool IsRefunded { get; init; }

    /// <summary>Whom it is for.</summary>
    public IReadOnlyList<string> TravelerIds { get; init; } = [];

    internal static Payment Read(Node node)
    {
        var means = node["fop"u8];
        return new Payment
        {
            Id = node["paymentId"u8].Text,
            Fare = Fare.Read(node["amount"u8]),
            Type = node["paymentType"u8].Text,
            Method = means["paymentMethod"u8].Text ?? means["type"u8].Text,
            CardCompany = means["card"u8]["company"u8].Text,
            CardLabel = means["card"u8]["label"u8].Text,
            Reference = node["paymentReference"u8].Text,
            Gateway = node["paymentGateway"u8].Text,
            IsRefunded = node["isRefunded"u8].Flag ?? false,
            TravelerIds = node["userIds"u8].List(user => user.Id),
        };
    }
}
