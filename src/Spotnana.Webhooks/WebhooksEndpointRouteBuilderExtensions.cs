using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Intake.Tokens;

namespace Spotnana.Webhooks;

/// <summary>Maps the receiver's endpoints.</summary>
public static class WebhooksEndpointRouteBuilderExtensions
{
    private static readonly string[] ProbeMethods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps each subscription's path, and where it has OAuth enabled the path of its tokens. The endpoints take any method, and answer 405
    /// to all but POST.
    /// </summary>
    /// <exception cref="OptionsValidationException">A setting is wrong. The message names its key and says how to fix it.</exception>
    /// <exception cref="AggregateException">Several sections are wrong: one of the former for each.</exception>
    public static IEndpointConventionBuilder MapSpotnanaWebhooks(this IEndpointRouteBuilder endpoints)
    {
        // The host validates the settings at start, which is later. Done here, one exception still lists every error.
        endpoints.ServiceProvider.GetService<IStartupValidator>()?.Validate();

        var group = endpoints.MapGroup("");
        var receive = endpoints.ServiceProvider.GetRequiredService<ReceiveEndpoint>();
        var tokens = endpoints.ServiceProvider.GetRequiredService<TokenEndpoint>();
        var contacts = endpoints.ServiceProvider.GetRequiredService<ContactBook>();
        foreach (var subscription in endpoints.ServiceProvider.GetRequiredService<SubscriptionTable>().Subscriptions)
        {
            contacts.Watch(subscription.Name);
            group.Map(subscription.Path, (RequestDelegate)(context => receive.ReceiveAsync(context, subscription)));
            if (subscription.Tokens is { } given)
                group.Map(given.Path, (RequestDelegate)(context => tokens.AnswerAsync(context, subscription, given.Lifetime)));
        }

        return group;
    }

    /// <summary>
    /// Maps <c>/health/live</c> (200 while the process runs) and <c>/health/ready</c> (200 while deliveries can be stored, else 503) for
    /// GET, and for HEAD, whose answer has no body. Neither does any I/O.
    /// </summary>
    public static IEndpointConventionBuilder MapSpotnanaWebhooksHealth(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/health");
        var readiness = endpoints.ServiceProvider.GetRequiredService<Readiness>();
        group.MapMethods("/live", ProbeMethods, (RequestDelegate)(context => WriteAsync(context, "live")));
        group.MapMethods("/ready", ProbeMethods, (RequestDelegate)(context =>
        {
            var reason = readiness.NotReadyReason;
            context.Response.StatusCode = reason is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return WriteAsync(context, reason ?? "ready");
        }));
        return group;
    }

    private static Task WriteAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text);
    }
}
