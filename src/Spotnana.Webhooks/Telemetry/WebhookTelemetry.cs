namespace Spotnana.Webhooks.Telemetry;

/// <summary>
/// The names to subscribe to: <c>AddMeter(WebhookTelemetry.MeterName)</c>, <c>AddSource(WebhookTelemetry.ActivitySourceName)</c>.
/// </summary>
public static class WebhookTelemetry
{
    /// <summary>The meter of all instruments: what came in, how long it took, what waits, what is dead.</summary>
    public const string MeterName = "Spotnana.Webhooks";

    /// <summary>
    /// The source of the span that each attempt of a handler leaves, a child of the span that the delivery's B3 headers name.
    /// </summary>
    public const string ActivitySourceName = "Spotnana.Webhooks";
}
