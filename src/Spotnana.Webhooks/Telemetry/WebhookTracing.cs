using System.Diagnostics;

namespace Spotnana.Webhooks.Telemetry;

/// <summary>
/// The span of each attempt to handle a delivery. It hangs below the span that Spotnana's B3 headers named, however long ago that was.
/// </summary>
internal sealed class WebhookTracing : IDisposable
{
    private readonly ActivitySource _source = new(WebhookTelemetry.ActivitySourceName);

    public void Dispose() => _source.Dispose();

    /// <summary>
    /// Null when nobody listens. The attributes are routing values and sizes, as in the log; never a body or a payload value.
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

    /// <summary>Says how the attempt ended. Its span ends when it is disposed.</summary>
    /// <param name="attempt">Null when nobody listens.</param>
    /// <param name="outcome">A word for it.</param>
    /// <param name="error">Why it failed, without payload values; null where it did not.</param>
    public static void Ended(Activity? attempt, string outcome, string? error)
    {
        attempt?.SetTag("spotnana.webhooks.outcome", outcome);
        if (error is not null)
            attempt?.SetStatus(ActivityStatusCode.Error, error);
    }

    /// <summary>
    /// Ids are lower-case hexadecimal digits, checked where they come in. A 64-bit trace id is padded, as W3C
    /// trace context wants 32 digits.
    /// </summary>
    private static ActivityContext Parent(string? traceId, string? spanId) => traceId is null || spanId is null
        ? default
        : new ActivityContext(
            ActivityTraceId.CreateFromString(traceId.PadLeft(32, '0')), ActivitySpanId.CreateFromString(spanId),
            ActivityTraceFlags.Recorded, isRemote: true);
}
