using System.Diagnostics;
using Spotnana.Webhooks.Dispatch;

namespace Spotnana.Webhooks.FaultTests.CrashingService;

/// <summary>Ends the whole process, at once and without a word, on the booking that CrashOn names.</summary>
internal sealed class CrashingHandler(IConfiguration configuration) : IWebhookHandler
{
    public ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken)
    {
        if (context.Delivery.Subject == configuration["CrashOn"])
            Process.GetCurrentProcess().Kill();
        return ValueTask.FromResult(HandlerResult.Done);
    }
}
