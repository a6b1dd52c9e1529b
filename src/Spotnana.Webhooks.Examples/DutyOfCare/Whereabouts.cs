using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Examples.DutyOfCare;

/// <summary>
/// Keeps who is where: flights, stays, cars and trains, with the newest state of each booking. It takes all operations. A booking that was
/// split off another one brings its travelers along, and the other one's next event does not name them any more.
/// </summary>
/// <param name="presences">Where it keeps it.</param>
public sealed class Whereabouts(IPresences presences) : IWebhookHandler<Booking>
{
    /// <inheritdoc/>
    public async ValueTask<HandlerResult> HandleAsync(WebhookContext<Booking> context, CancellationToken cancellationToken)
    {
        var booking = context.Payload;
        if (booking.PnrId is not { } pnrId)
            return HandlerResult.Reject("a booking without its id");
        if (!context.IsStale)
            await presences.SaveAsync(pnrId, booking.Version ?? 0, Itinerary.Of(booking), booking.Replaces, cancellationToken);
        return HandlerResult.Done;
    }
}
