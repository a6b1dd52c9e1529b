using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spotnana.Webhooks.Telemetry;

/// <summary>Registers metrics and tracing.</summary>
internal static class TelemetryServices
{
    public static IServiceCollection AddWebhookTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<WebhookMetrics>();
        services.TryAddSingleton<WebhookTracing>();
        return services;
    }
}
