using System.Diagnostics;

namespace Spotnana.Webhooks.Telemetry;

/// <summary>
/// Makes a span for each attempt to handle a delivery: a child of the span that Spotnana's B3 headers named, however long ago that was.
/// </summary>
internal sealed class WebhookTracing : IDisposable
{
    private readonly ActivitySource _source = new(WebhookTelemetry.ActivitySourceName);

    public void Dispose() => _source.Dispose();

    /// <summary>
    /// Starts the span of an attempt. Null when nobody listens. Its attributes are routing values and sizes, as in the log; never a body or
    /// a payload value.
    /// </summary>
    public Activity? StartAttempt(
        string handler, int attempt, string subscription, string deliveryId, string? eventType, string? operation, int bytes,
        string? traceId, string? spanId)
    {
        if (!_source.HasListeners())
            return null;

        // Names of attributes: OpenTelemetry's semantic conventions for messaging, then our own.
        TagList tags = new()
        {
            { "messaging.system", "spotnana" },
            { "messaging.operation.type", "process" },
            { "messaging.operation.name", "handle" },
            { "messaging.destination.name", subscription },
            { "messaging.consumer.group.name", handler },
            { "messaging.message.id", deliveryId },
            { "messaging.message.body.size", bytes },
            { "spotnana.webhooks.handler", handler },
            { "spotnana.webhooks.attempt", attempt },
        };
        if (eventType is not null)
            tags.Add("spotnana.webhooks.event_type", eventType);
        if (operation is not null)
            tags.Add("spotnana.webhooks.operation", operation);
        return _source.StartActivity($"handle {handler}", ActivityKind.Consumer, Parent(traceId, spanId), tags);
    }

    /// <summary>Records how the attempt ended. Its span ends when it is disposed of.</summary>
    /// <param name="attempt">The span of the attempt. Null when nobody listens.</param>
    /// <param name="outcome"><c>done</c>, <c>retry</c>, <c>reject</c> or <c>unavailable</c>: the verdict of the handler.</param>
    /// <param name="error">Why the attempt failed, without payload values; null where it did not.</param>
    public static void Ended(Activity? attempt, string outcome, string? error)
    {
        attempt?.SetTag("spotnana.webhooks.outcome", outcome);
        if (error is not null)
            attempt?.SetStatus(ActivityStatusCode.Error, error);
    }

    /// <summary>
    /// The context of the span that the B3 headers name. The ids are lower-case hexadecimal digits, checked on receipt. A 64-bit trace id
    /// is padded, as W3C trace context requires 32 digits.
    /// </summary>
    private static ActivityContext Parent(string? traceId, string? spanId) => traceId is null || spanId is null
        ? default
        : new ActivityContext(
            ActivityTraceId.CreateFromString(traceId.PadLeft(32, '0')), ActivitySpanId.CreateFromString(spanId),
            ActivityTraceFlags.Recorded, isRemote: true);
}
