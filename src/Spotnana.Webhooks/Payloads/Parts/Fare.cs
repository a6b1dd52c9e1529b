using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A price: what is for the supplier, and the taxes on it.</summary>
public sealed record Fare
{
    /// <summary>Without taxes.</summary>
    public Money? Base { get; init; }

    /// <summary>All taxes.</summary>
    public Money? Tax { get; init; }

    /// <summary>The taxes one by one, where they were told.</summary>
    public IReadOnlyList<TaxAmount> Taxes { get; init; } = [];

    /// <summary>
    /// Base and tax together: what is paid. Null where neither is known, or where they are in different currencies.
    /// </summary>
    public Money? Total => (Base, Tax) switch
    {
        ({ } fare, { } tax) => fare + tax,
        _ => Base ?? Tax,
    };

    /// <summary>The total, for people.</summary>
    public override string ToString() => Total?.ToString() ?? "";

    internal static Fare? Read(Node node)
    {
        if (node.IsAbsent)
            return null;
        // Prices of hotels, cars and trains hold their taxes one level deeper.
        var taxes = node["taxBreakdown"u8];
        return new Fare
        {
            Base = Money.Read(node["base"u8]),
            Tax = Money.Read(node["tax"u8]),
            Taxes = (taxes.IsObject ? taxes["tax"u8] : taxes).List(TaxAmount.Read),
        };
    }
}
