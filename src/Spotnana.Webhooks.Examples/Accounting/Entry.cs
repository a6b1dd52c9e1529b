using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Examples.Accounting;

/// <summary>A line of the books.</summary>
/// <param name="Account">The account.</param>
/// <param name="Number">The number of the ticket or fee.</param>
/// <param name="Amount">What was posted; less than zero where it was reversed.</param>
public sealed record Entry(string Account, string Number, Money Amount);
