using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>
/// Your code that handles the deliveries of one event type, with a typed view of what they carry. In all else it is as an
/// <see cref="IWebhookHandler"/>: each attempt gets an instance of its own, and the effect must be idempotent.
/// </summary>
/// <typeparam name="TPayload">
/// The view: <see cref="Booking"/>, <see cref="Trip"/>, <see cref="Traveler"/>, <see cref="ApprovalRequest"/>, <see cref="AgentTask"/> or
/// <see cref="ServiceCharge"/>.
/// </typeparam>
public interface IWebhookHandler<TPayload>
    where TPayload : class, IPayload<TPayload>
{
    /// <summary>Handles one delivery.</summary>
    /// <param name="context">The payload, the delivery, and facts about this attempt. Not valid after the call; the payload is.</param>
    /// <param name="cancellationToken">As for <see cref="IWebhookHandler.HandleAsync"/>.</param>
    /// <returns>The answer, which decides what becomes of the delivery.</returns>
    ValueTask<HandlerResult> HandleAsync(WebhookContext<TPayload> context, CancellationToken cancellationToken);
}
