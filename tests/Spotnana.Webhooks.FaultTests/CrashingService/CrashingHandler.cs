using System.Diagnostics;
using System.Globalization;
using Spotnana.Webhooks.Dispatch;

namespace Spotnana.Webhooks.FaultTests.CrashingService;

/// <summary>
/// Works on each delivery for WorkMilliseconds, and ends the whole process, at once and without a word, on the booking that CrashOn names.
/// </summary>
internal sealed class CrashingHandler(IConfiguration configuration, TimeProvider time) : IWebhookHandler
{
    private readonly int _milliseconds = int.Parse(configuration["WorkMilliseconds"] ?? "0", CultureInfo.InvariantCulture);

    public async ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken)
    {
        if (context.Delivery.Subject == configuration["CrashOn"])
            Process.GetCurrentProcess().Kill();
        if (_milliseconds > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(_milliseconds), time, cancellationToken);
        return HandlerResult.Done;
    }
}
