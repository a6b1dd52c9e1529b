using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Intake.Subscriptions;

namespace Spotnana.Webhooks;

/// <summary>Says once, when the inbox has taken a write, where deliveries are taken and which handlers get them.</summary>
internal sealed partial class StartLine(
    SubscriptionTable subscriptions, HandlerTable handlers, InboxStatus inbox, ILogger<StartLine> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await inbox.Worked.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested)
            return;

        Log.Ready(
            logger,
            string.Join(", ", subscriptions.Subscriptions.Select(subscription => $"{subscription.Name} at {subscription.Path}")),
            string.Join(", ", handlers.Handlers.Select(handler => handler.Name).DefaultIfEmpty("none")));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Ready for deliveries of {Subscriptions:l}. Handlers: {Handlers:l}")]
        public static partial void Ready(ILogger logger, string subscriptions, string handlers);
    }
}
