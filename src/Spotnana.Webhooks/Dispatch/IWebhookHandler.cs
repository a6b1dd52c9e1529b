namespace Spotnana.Webhooks.Dispatch;

/// <summary>Your code for some deliveries. One instance is made for each attempt, in a service scope of its own.</summary>
/// <remarks>
/// A delivery that was handled may be handled again (after a crash between your work and its record here): make the effect idempotent, for
/// example by <see cref="Inbox.Delivery.Id"/>. Throwing counts as <see cref="HandlerResult.Retry(TimeSpan?, string?)"/>.
/// </remarks>
public interface IWebhookHandler
{
    /// <summary>Handles one delivery.</summary>
    /// <param name="context">The delivery and what is known about this attempt. Not valid after the call.</param>
    /// <param name="cancellationToken">Fires at <c>Dispatch:HandlerTimeout</c>, when the lease is lost, and when the service must end.</param>
    ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken);
}
