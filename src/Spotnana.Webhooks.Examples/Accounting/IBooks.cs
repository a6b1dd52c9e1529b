using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Examples.Accounting;

/// <summary>
/// What a ledger needs of the books. Each call can come twice, and changes nothing then: an entry is made once for its account and number.
/// </summary>
public interface IBooks
{
    /// <summary>Posts a price, if that has not been done: <c>INSERT … ON CONFLICT (account, number) DO NOTHING</c>.</summary>
    /// <param name="account">Whose: <c>tickets/6104417720</c> are the tickets of a booking.</param>
    /// <param name="number">The ticket's number.</param>
    /// <param name="price">What it cost.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask PostOnceAsync(string account, string number, Money price, CancellationToken cancellationToken);

    /// <summary>Reverses what has come back and is not reversed yet.</summary>
    /// <param name="account">The account that it was posted in.</param>
    /// <param name="number">The number that it was posted under.</param>
    /// <param name="returned">All that has come back by now. Zero: forfeited, nothing comes back.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ReverseAsync(string account, string number, Money returned, CancellationToken cancellationToken);

    /// <summary>Reverses whatever is left in an account under other numbers than these.</summary>
    /// <param name="account">The account.</param>
    /// <param name="numbers">The numbers that stay as they are.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ReverseOthersAsync(string account, IReadOnlyCollection<string> numbers, CancellationToken cancellationToken);
}
