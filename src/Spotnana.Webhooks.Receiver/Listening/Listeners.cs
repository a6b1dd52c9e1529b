using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// Two listeners in one server. Which one a request came in by is told by its connection: the Host header is the client's to choose.
/// </summary>
internal static class Listeners
{
    public static void AddListeners(this WebApplicationBuilder builder)
    {
        var addresses = new ListenerAddresses();
        builder.Services.AddSingleton(addresses);
        builder.Services.AddSingleton<LingeringConnections>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LingeringConnections>());
        builder.Services.AddOptions<KestrelServerOptions>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<KestrelServerOptions>, ListenersValidator>();
        builder.WebHost.UseKestrelHttpsConfiguration();

        // Last of all: whatever else configures the server would replace the endpoints that are tagged here.
        builder.Services.PostConfigure<KestrelServerOptions>(kestrel =>
        {
            ServerSettings.Apply(kestrel);
            var endpoints = kestrel.Configure(builder.Configuration.GetSection("Kestrel"));
            foreach (var name in (string[])[Listener.Webhooks, Listener.Management])
            {
                endpoints.Endpoint(name, endpoint =>
                {
                    ServerSettings.Apply(endpoint);
                    Tag(endpoint.ListenOptions, name, addresses);
                });
            }
        });
    }

    /// <summary>Answers 404 where the path belongs to another listener.</summary>
    public static void UseListeners(this WebApplication app)
    {
        app.UseKnownProxies();
        app.UseRouting();
        app.Use((context, next) =>
        {
            var belongsTo = context.GetEndpoint()?.Metadata.GetMetadata<ListenerOfEndpoint>();
            if (belongsTo is null || context.Features.Get<ConnectionListener>()?.Name == belongsTo.Name)
                return next(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    /// <summary>Binds endpoints to one listener.</summary>
    public static void OnListener(this IEndpointConventionBuilder endpoints, string name) => endpoints.WithMetadata(new ListenerOfEndpoint(name));

    private static void Tag(ListenOptions listener, string name, ListenerAddresses addresses)
    {
        addresses.Add(name, listener);
        var lingering = listener.ApplicationServices.GetRequiredService<LingeringConnections>();
        listener.Use(next => async connection =>
        {
            connection.Features.Set(new ConnectionListener(name));
            using var cut = lingering.Cut.UnsafeRegister(static connection => ((ConnectionContext)connection!).Abort(), connection);
            await next(connection);
        });
    }

    private sealed record ConnectionListener(string Name);

    private sealed record ListenerOfEndpoint(string Name);
}
