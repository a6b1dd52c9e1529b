using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.Management.Api;
using Spotnana.Webhooks.Management.Document;

namespace Spotnana.Webhooks.Management;

/// <summary>Adds the management API to an application that receives Spotnana's webhooks.</summary>
public static class ManagementExtensions
{
    /// <summary>
    /// Adds the management API, its keys and its guard. Settings come from the section <c>Management</c> of the application's
    /// configuration and are checked at start: a wrong one stops it with a message that names the setting. Outside Development at least
    /// one key in <c>Management:Keys</c> is needed, except where an <see cref="IManagementListener"/> is registered.
    /// </summary>
    /// <param name="services">The application's services. The order of this call and <c>AddSpotnanaWebhooks</c> does not matter.</param>
    public static IServiceCollection AddSpotnanaWebhooksManagement(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddAccess().AddManagementApi().AddReceiverDocument();
    }

    /// <summary>
    /// Maps the management API under <c>/api</c> and the OpenAPI document at <c>/openapi/v1.json</c>, each guarded by the right that it
    /// asks for. On a route group everything lies below the group's prefix. Where the application serves an OpenAPI document of its own at
    /// the same address, the application's is served: map the management API on a group with a prefix to have both.
    /// </summary>
    /// <returns>A builder for conventions on all these endpoints.</returns>
    public static IEndpointConventionBuilder MapSpotnanaWebhooksManagement(this IEndpointRouteBuilder endpoints)
    {
        // The host validates later, at start. Validating here too reports all errors at once, before anything reads a setting.
        endpoints.ServiceProvider.GetService<IStartupValidator>()?.Validate();

        var group = endpoints.MapGroup("");
        group.MapManagementApi();
        ReceiverDocument.Map(group);
        return group.ExcludeFromDescription();
    }

    /// <summary>
    /// Guards every request that comes in by the <see cref="IManagementListener"/>, which must be registered, whether or not its path is
    /// mapped. Endpoints that ask for no right are refused; only those that <see cref="RightExtensions.AsProbes"/> marks are answered
    /// without a key. Call it after <c>UseRouting</c>. An application without such a listener does not need it: there each endpoint that
    /// asks for a right guards itself.
    /// </summary>
    public static IApplicationBuilder UseSpotnanaWebhooksManagement(this IApplicationBuilder app)
    {
        // Reports all wrong settings at once, not only those that the guard reads.
        app.ApplicationServices.GetService<IStartupValidator>()?.Validate();

        _ = app.ApplicationServices.GetRequiredService<IManagementListener>();
        var guard = app.ApplicationServices.GetRequiredService<ManagementGuard>();
        return app.Use(next => context => guard.GuardListenerAsync(context, next));
    }
}
