namespace Spotnana.Webhooks.Contract;

/// <summary>Card data that stands in a body unmasked.</summary>
[Flags]
internal enum CardData
{
    None = 0,

    /// <summary>A member <c>cvv</c> of 3 or 4 digits.</summary>
    Cvv = 1,

    /// <summary>A member <c>number</c> of an object <c>card</c>: 13 to 19 digits with the right check digit.</summary>
    Number = 2,
}
