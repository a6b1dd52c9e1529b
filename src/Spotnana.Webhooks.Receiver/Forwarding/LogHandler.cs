using Spotnana.Webhooks.Dispatch;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>Takes every delivery while no route is configured, and does nothing: the dispatcher itself logs each handling.</summary>
internal sealed class LogHandler : IWebhookHandler
{
    public const string Name = "log";

    public ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(HandlerResult.Done);
}
