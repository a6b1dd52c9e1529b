using System.Globalization;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>An amount of money, exact.</summary>
/// <param name="Amount">The amount, as it was written.</param>
/// <param name="Currency">Three letters, such as <c>CAD</c>; empty where none was given.</param>
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <summary>Adds two amounts.</summary>
    /// <returns>Null: the currencies differ, or the sum has more than 28 digits.</returns>
    public static Money? operator +(Money left, Money right)
    {
        if (left.Currency != right.Currency)
            return null;
        try
        {
            return left with { Amount = left.Amount + right.Amount };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>Subtracts an amount.</summary>
    /// <returns>Null: the currencies differ, or the difference has more than 28 digits.</returns>
    public static Money? operator -(Money left, Money right) => left + -right;

    /// <summary>The opposite amount.</summary>
    public static Money operator -(Money money) => money with { Amount = -money.Amount };

    /// <summary>For people: <c>812.40 CAD</c>, with two digits at least.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Amount:0.00##########} {Currency}").TrimEnd();

    internal static Money? Read(Node node) =>
        node["amount"u8].Number is { } amount ? new Money(amount, node["currencyCode"u8].Text ?? "") : null;
}
