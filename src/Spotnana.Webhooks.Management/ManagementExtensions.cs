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
    /// configuration and are checked at start: a wrong one stops it, with a message that names the setting. Outside Development at least
    /// one key in <c>Management:Keys</c> is needed, except where an <see cref="IManagementListener"/> is registered.
    /// </summary>
    /// <param name="services">The services that <c>AddSpotnanaWebhooks</c> adds to as well, before or after.</param>
    public static IServiceCollection AddSpotnanaWebhooksManagement(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddAccess().AddManagementApi().AddReceiverDocument();
    }

    /// <summary>
    /// Maps the management API under <c>/api</c> and the OpenAPI document at <c>/openapi/v1.json</c>, each guarded by the right that it
    /// asks for. On a group of endpoints all of it lies below the group's prefix. Where the application serves a document of its own at
    /// the same address, that one is answered: map the management API on a group with a prefix to have both.
    /// </summary>
    /// <returns>A builder for conventions on all that was mapped.</returns>
    public static IEndpointConventionBuilder MapSpotnanaWebhooksManagement(this IEndpointRouteBuilder endpoints)
    {
        // The host validates at start, which is later: here all that is wrong is still told at once.
        endpoints.ServiceProvider.GetService<IStartupValidator>()?.Validate();

        var group = endpoints.MapGroup("");
        group.MapManagementApi();
        ReceiverDocument.Map(group);
        return group.ExcludeFromDescription();
    }

    /// <summary>
    /// Guards everything that comes in by the <see cref="IManagementListener"/>, which must be registered: what is not mapped, too, and
    /// endpoints that ask for no right are refused. Only what <see cref="RightExtensions.AsProbes"/> marks is answered without a key. To
    /// be used after <c>UseRouting</c>. An application without such a listener needs no call of this: each endpoint is guarded by itself.
    /// </summary>
    public static IApplicationBuilder UseSpotnanaWebhooksManagement(this IApplicationBuilder app)
    {
        // All that is wrong in the settings is told at once, not only what the guard reads.
        app.ApplicationServices.GetService<IStartupValidator>()?.Validate();

        _ = app.ApplicationServices.GetRequiredService<IManagementListener>();
        var guard = app.ApplicationServices.GetRequiredService<ManagementGuard>();
        return app.Use(next => context => guard.GuardListenerAsync(context, next));
    }
}
