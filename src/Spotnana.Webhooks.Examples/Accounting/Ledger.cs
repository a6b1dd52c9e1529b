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
        if (context.IsStale || booking.PnrId is null) // a later state is in the books
            return context.IsStale ? HandlerResult.Done : HandlerResult.Reject("a booking without its id");
        foreach (var ticket in booking.Tickets)
        {
            if (ticket.Cost is { } cost)
                await books.PostOnceAsync(account, ticket.Number, cost, cancellationToken);
            if (ticket.Returned is { } returned) // voided, refunded in full, in part or not at all, or exchanged
                await books.ReverseAsync(account, ticket.Number, returned, cancellationToken);
        }

        // What is gone was exchanged for another ticket, or went with a traveler who was split off into another booking
        var numbers = booking.Tickets.Concat(booking.LastConfirmedTickets).Select(ticket => ticket.Number);
        await books.ReverseOthersAsync(account, [.. numbers], cancellationToken);
        return HandlerResult.Done;
    }
}
