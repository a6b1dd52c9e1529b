using System.Globalization;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>
/// Takes every delivery while no route is configured, and does nothing: the dispatcher itself logs each handling. In Development it logs
/// what the event says, too; elsewhere it does not, since no traveler's data belongs in a log.
/// </summary>
internal sealed partial class LogHandler(IHostEnvironment environment, ILogger<LogHandler> logger) : IWebhookHandler
{
    public const string Name = "log";

    public ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken)
    {
        if (environment.IsDevelopment())
        {
            var delivery = context.Delivery;
            Log.Says(logger, delivery.Id, Plain(EventSummary.Of(delivery.EventType, delivery.Operation, delivery.Body).Full));
        }

        return ValueTask.FromResult(HandlerResult.Done);
    }

    // The readable lines of Development escape nothing, and names may hold anything.
    private static string Plain(string text) => string.Concat(text.Select(letter => CharUnicodeInfo.GetUnicodeCategory(letter) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        ? ' '
        : letter));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{DeliveryId} says: {Summary}")]
        public static partial void Says(ILogger logger, string deliveryId, string summary);
    }
}
