using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Examples.Accounting;

/// <summary>
/// Books the tickets of flights and trains, each once, whatever comes twice, late or out of order. An event holds the whole booking, so the
/// ledger reads states instead of adding up changes. It takes all operations: trains have tickets from <c>BOOKING_CREATED</c> on.
/// </summary>
/// <param name="books">Where it books.</param>
public sealed class Ledger(IBooks books) : IWebhookHandler<Booking>
{
    /// <inheritdoc/>
    public async ValueTask<HandlerResult> HandleAsync(WebhookContext<Booking> context, CancellationToken cancellationToken)
    {
        var (booking, account) = (context.Payload, $"tickets/{context.Payload.PnrId}");
        if (booking.PnrId is null)
            return HandlerResult.Reject("a booking without its id");
        if (context.IsStale || !await books.AdvanceAsync(account, booking.Version ?? 0, cancellationToken))
            return HandlerResult.Done; // a later state is in the books
        foreach (var ticket in booking.Tickets)
        {
            if (ticket.Cost is { } cost)
                await books.PostOnceAsync(account, ticket.Number, cost, cancellationToken);
            await books.ReverseAsync(account, ticket.Number, ticket.Returned, cancellationToken); // voided, refunded, exchanged
        }

        // What is gone was exchanged for another ticket, or went with a traveler who was split off into another booking
        var numbers = booking.Tickets.Concat(booking.LastConfirmedTickets).Select(ticket => ticket.Number);
        await books.ReverseOthersAsync(account, [.. numbers], cancellationToken);
        return HandlerResult.Done;
    }
}
