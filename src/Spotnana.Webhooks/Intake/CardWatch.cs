using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Intake;

/// <summary>Tells when card data comes unmasked: that changes who may keep the inbox, and how. What it is, is never told.</summary>
internal sealed partial class CardWatch(WebhookMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly LineLimit _lines = new(time, TimeSpan.FromMinutes(1));

    public void Look(Delivery delivery)
    {
        var found = CardDataFinder.Find(delivery.Body.Span);
        if (found == CardData.None)
            return;

        if (found.HasFlag(CardData.Cvv))
            metrics.CardData(delivery.Subscription, "cvv");
        if (found.HasFlag(CardData.Number))
            metrics.CardData(delivery.Subscription, "card.number");
        if (_lines.Passes(out var unlogged))
            Log.Unmasked(logger, delivery.Id, delivery.Subscription, found, unlogged);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{DeliveryId} of {Subscription} holds card data that is not masked ({Found}). The inbox, its backups and its exports are in the scope of PCI DSS now: ask Spotnana to mask it, and erase what came. {Unlogged} more since the last such line")]
        public static partial void Unmasked(ILogger logger, string deliveryId, string subscription, CardData found, int unlogged);
    }
}
