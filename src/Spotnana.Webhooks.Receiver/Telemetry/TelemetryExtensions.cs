using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Spotnana.Webhooks.Receiver.Listening;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Receiver.Telemetry;

/// <summary>
/// Metrics and traces by OpenTelemetry. Only OpenTelemetry's own environment variables decide what is sent, and where to.
/// </summary>
internal static class TelemetryExtensions
{
    private const string ServiceName = "spotnana-webhooks";

    /// <summary>
    /// Keeps the metrics for <see cref="MapMetrics"/>, and sends metrics and traces by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> or
    /// a signal's own variable is set, unless <c>OTEL_METRICS_EXPORTER</c> or <c>OTEL_TRACES_EXPORTER</c> is <c>none</c>.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OtelVariables.Checked>().ValidateOnStart();
        var variables = new OtelVariables(builder.Configuration);
        builder.Services.AddSingleton<IValidateOptions<OtelVariables.Checked>>(variables);
        builder.Services.AddOptions<OtlpExporterOptions>().Configure<IHostApplicationLifetime>(LastExport.Bound);
        builder.Services.AddSingleton<DistributedContextPropagator, B3Propagator>();

        // With any other propagator than this one the instrumentation reads the request's headers again, and a load balancer's
        // traceparent would win over B3.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName, serviceVersion: Version).AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter(WebhookTelemetry.MeterName)
                .AddServerMeters()
                .AddPrometheusExporter(prometheus =>
                {
                    prometheus.ScrapeResponseCacheDurationMilliseconds = 0; // collecting does no I/O
                    prometheus.ScopeInfoEnabled = false; // the same three labels on every line
                }));

        builder.Services.AddHostedService<ExportWatch>();

        // Some wrong values would make an exporter throw before the check at start names all of them.
        if (variables.Errors().Any())
            return;

        var sentMetrics = new OtlpSettings(builder.Configuration, "METRICS");
        if (sentMetrics.IsSent)
            telemetry.WithMetrics(metrics => metrics.AddOtlpExporter(sentMetrics.Apply));

        // Without a destination no spans are made.
        var sentTraces = new OtlpSettings(builder.Configuration, "TRACES");
        if (sentTraces.IsSent)
        {
            telemetry.WithTracing(tracing => tracing
                .AddSource(WebhookTelemetry.ActivitySourceName)
                .AddAspNetCoreInstrumentation(requests => requests.Filter = IsDelivery)
                .AddOtlpExporter(sentTraces.Apply));
        }
    }

    /// <summary>Maps <c>/metrics</c>, in the text format of Prometheus.</summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint().DisableHttpMetrics();

    /// <summary>
    /// Adds those of the server's own instruments that show what ours cannot: connections, and requests that never reach an endpoint.
    /// </summary>
    private static MeterProviderBuilder AddServerMeters(this MeterProviderBuilder metrics) => metrics
        .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
        .AddView(ServerView);

    private static MetricStreamConfiguration? ServerView(Instrument instrument) =>
        instrument.Meter.Name == WebhookTelemetry.MeterName ? null : instrument.Name switch
        {
            // No label for the path, not even as a template.
            "http.server.request.duration" => new ExplicitBucketHistogramConfiguration
            {
                TagKeys = ["http.request.method", "http.response.status_code"],
                Boundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40],
            },
            "kestrel.active_connections" or "kestrel.rejected_connections" => new MetricStreamConfiguration { TagKeys = ["server.port"] },
            _ => MetricStreamConfiguration.Drop,
        };

    private static bool IsDelivery(HttpContext context) =>
        context.CameInBy(Listener.Webhooks) && !context.Request.Path.StartsWithSegments("/health");

    public static string? Version =>
        typeof(TelemetryExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
