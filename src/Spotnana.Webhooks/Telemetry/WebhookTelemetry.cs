namespace Spotnana.Webhooks.Telemetry;

/// <summary>
/// The names to subscribe to: <c>AddMeter(WebhookTelemetry.MeterName)</c>, <c>AddSource(WebhookTelemetry.ActivitySourceName)</c>.
/// </summary>
public static class WebhookTelemetry
{
    /// <summary>The meter of all instruments: deliveries received, durations, backlogs, dead letters.</summary>
    public const string MeterName = "Spotnana.Webhooks";

    /// <summary>
    /// The source of the spans: one for each attempt of a handler, a child of the span that the delivery's B3 headers name.
    /// </summary>
    public const string ActivitySourceName = "Spotnana.Webhooks";
}
