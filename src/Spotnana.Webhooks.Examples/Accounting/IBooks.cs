using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Examples.Accounting;

/// <summary>
/// What a ledger needs of the books. Each call can come twice, and changes nothing then.
/// </summary>
public interface IBooks
{
    /// <summary>
    /// Remembers which version of a booking is being booked: <c>UPDATE … SET version = @version WHERE account = @account AND version &lt;=
    /// @version</c>. The inbox remembers what is stale only as long as it keeps the booking's deliveries, and of a crash it knows nothing.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="version">The version, of which several events may tell.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False: a later version has been booked.</returns>
    ValueTask<bool> AdvanceAsync(string account, long version, CancellationToken cancellationToken);

    /// <summary>Posts a price, if that has not been done: <c>INSERT … ON CONFLICT (account, number) DO NOTHING</c>.</summary>
    /// <param name="account">Whose: <c>tickets/6104417720</c> are the tickets of a booking.</param>
    /// <param name="number">The ticket's number.</param>
    /// <param name="price">What it cost.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask PostOnceAsync(string account, string number, Money price, CancellationToken cancellationToken);

    /// <summary>Brings what is reversed of a price to what has come back: it writes the difference, if there is any.</summary>
    /// <param name="account">The account that it was posted in.</param>
    /// <param name="number">The number that it was posted under. If it was not, there is nothing to do.</param>
    /// <param name="returned">All that has come back by now. Null or zero: nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ReverseAsync(string account, string number, Money? returned, CancellationToken cancellationToken);

    /// <summary>Reverses whatever is left in an account under other numbers than these.</summary>
    /// <param name="account">The account.</param>
    /// <param name="numbers">The numbers that stay as they are.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ReverseOthersAsync(string account, IReadOnlyCollection<string> numbers, CancellationToken cancellationToken);
}
