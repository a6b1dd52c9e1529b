namespace Spotnana.Webhooks.Dispatch;

/// <summary>Your code that handles deliveries. Each attempt gets an instance of its own, from a service scope of its own.</summary>
/// <remarks>
/// A delivery that was handled may be handled again, for example if the service crashes after your work and before it has stored the
/// outcome. Make the effect idempotent, for example by <see cref="Inbox.Delivery.Id"/>. Throwing counts as
/// <see cref="HandlerResult.Retry(TimeSpan?, string?)"/>.
/// </remarks>
public interface IWebhookHandler
{
    /// <summary>Handles one delivery.</summary>
    /// <param name="context">The delivery, and facts about this attempt. Not valid after the call.</param>
    /// <param name="cancellationToken">
    /// Cancelled after <c>Dispatch:HandlerTimeout</c>, when the lease is lost, and at shutdown after <c>Dispatch:ShutdownTimeout</c>.
    /// </param>
    /// <returns>The answer, which decides what becomes of the delivery.</returns>
    ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken);
}
