using Spotnana.Webhooks.Dispatch;

namespace Spotnana.Webhooks.Receiver;

/// <summary>Stands in while no route is configured: the dispatcher's own line for each handling is all it leaves.</summary>
internal sealed class LogHandler : IWebhookHandler
{
    public const string Name = "log";

    public ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(HandlerResult.Done);
}
