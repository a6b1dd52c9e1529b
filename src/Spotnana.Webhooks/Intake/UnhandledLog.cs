using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Reports deliveries that no handler takes: all are counted, and an event type or operation that this release does not know is told once.
/// Those that it knows are left out on purpose.
/// </summary>
internal sealed partial class UnhandledLog(WebhookMetrics metrics, ILogger logger)
{
    // Names are the sender's to choose: so many are remembered and told, and no more.
    private const int MostNames = 100;
    private const string Other = "other";
    private const string None = "none";

    private readonly HashSet<(string? EventType, string? Operation)> _told = [];

    public void Note(Delivery delivery)
    {
        var (eventType, operation) = (delivery.EventType, delivery.Operation);
        var knowsType = eventType is { } type && EventType.Known.Contains(type);
        var knowsOperation = operation is not { } name || Operation.Known.Contains(name);
        metrics.Unhandled(
            delivery.Subscription,
            eventType is null ? None : knowsType ? eventType.Value.Name : Other,
            operation is null ? None : knowsOperation ? operation.Value.Name : Other);
        if (knowsType && knowsOperation)
            return;

        lock (_told)
        {
            if (_told.Count >= MostNames || !_told.Add((eventType?.Name, operation?.Name)))
                return;
            if (_told.Count == MostNames)
                Log.NoMore(logger, MostNames);
            else
                Log.New(logger, eventType?.Name, operation?.Name, delivery.Subscription, delivery.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "No handler takes {EventType} {Operation}, which this release does not know: is one needed? It is kept as unhandled and can be redriven; first seen on {Subscription} in {DeliveryId}, and told only once")]
        public static partial void New(ILogger logger, string? eventType, string? operation, string subscription, string deliveryId);

        [LoggerMessage(2, LogLevel.Warning,
            "{Count} event types and operations that this release does not know came without a handler. Further ones are only counted")]
        public static partial void NoMore(ILogger logger, int count);
    }
}
