using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks;

/// <summary>Maps the paths of the receiver.</summary>
public static class WebhooksEndpointRouteBuilderExtensions
{
    /// <summary>Maps each subscription's path. Any method is mapped, so that 405 is answered only where the path exists.</summary>
    public static IEndpointConventionBuilder MapSpotnanaWebhooks(this IEndpointRouteBuilder endpoints)
    {
        // The host validates at start, which is later: here all that is wrong is still told at once.
        endpoints.ServiceProvider.GetService<IStartupValidator>()?.Validate();

        var group = endpoints.MapGroup("");
        var receive = endpoints.ServiceProvider.GetRequiredService<ReceiveEndpoint>();
        var metrics = endpoints.ServiceProvider.GetRequiredService<WebhookMetrics>();
        foreach (var subscription in endpoints.ServiceProvider.GetRequiredService<SubscriptionTable>().Subscriptions)
        {
            metrics.Watch(subscription.Name);
            group.Map(subscription.Path, (RequestDelegate)(context => receive.ReceiveAsync(context, subscription)));
        }

        return group;
    }

    /// <summary>
    /// Maps <c>GET /health/live</c> (200 while the process runs) and <c>GET /health/ready</c> (200 while deliveries can be stored, else
    /// 503). No request does any I/O.
    /// </summary>
    public static IEndpointConventionBuilder MapSpotnanaWebhooksHealth(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/health");
        var readiness = endpoints.ServiceProvider.GetRequiredService<Readiness>();
        group.MapGet("/live", (RequestDelegate)(context => WriteAsync(context.Response, "live")));
        group.MapGet("/ready", (RequestDelegate)(context =>
        {
            var reason = readiness.NotReadyReason;
            context.Response.StatusCode = reason is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return WriteAsync(context.Response, reason ?? "ready");
        }));
        return group;
    }

    private static Task WriteAsync(HttpResponse response, string text)
    {
        response.ContentType = "text/plain";
        return response.WriteAsync(text);
    }
}
