using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// Two listeners in one server. The connection shows which of them a request came in by. The Host header does not: the client chooses it.
/// </summary>
internal static class Listeners
{
    public static void AddListeners(this WebApplicationBuilder builder)
    {
        var addresses = new ListenerAddresses();
        builder.Services.AddSingleton(addresses);
        builder.Services.AddSingleton<IManagementListener, ManagementListener>();
        builder.Services.AddSingleton<MatcherPolicy, ListenerPolicy>();
        builder.Services.AddSingleton<LingeringConnections>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LingeringConnections>());
        builder.Services.AddOptions<ListenersValidator.Checked>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ListenersValidator.Checked>, ListenersValidator>();
        builder.Services.Configure<SocketTransportOptions>(sockets =>
        {
            ServerSettings.Apply(sockets);
            sockets.CreateBoundListenSocket = address => ListenSockets.Create(address, builder.Configuration);
        });
        builder.Services.AddKnownProxies(builder.Configuration);
        builder.Services.AddSingleton<ClientAddresses>();
        builder.Services.AddSingleton(ConnectionCaps.Choose);
        builder.Services.AddSingleton<IConnectionListenerFactory, AcceptingSockets>();
        builder.WebHost.UseKestrelHttpsConfiguration();

        // Last of all: any later configuration of the server would replace the endpoints that are tagged here.
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

    /// <summary>
    /// Adds the check of targets, and routing, which heeds <see cref="ListenerPolicy"/>. Middleware that is added after it knows the
    /// endpoint.
    /// </summary>
    public static void UseListeners(this WebApplication app)
    {
        app.UseRequestWatch();
        app.UseTargetCheck();
        app.UseKnownProxies();
        app.UseRouting();
    }

    /// <summary>Binds endpoints to one listener: on the other their paths do not exist.</summary>
    public static TBuilder OnListener<TBuilder>(this TBuilder endpoints, string name) where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new ListenerOfEndpoint(name));

    /// <summary>Whether a request came in by the listener of this name.</summary>
    public static bool CameInBy(this HttpContext context, string name) => context.Features.Get<ConnectionListener>()?.Name == name;

    private static void Tag(ListenOptions listener, string name, ListenerAddresses addresses)
    {
        addresses.Add(name, listener);
        var lingering = listener.ApplicationServices.GetRequiredService<LingeringConnections>();
        listener.Use(next => async connection =>
        {
            connection.Features.Set(new ConnectionListener(name));
            using var cut = lingering.Cut.UnsafeRegister(static connection => ((ConnectionContext)connection!).Abort(), connection);
            try
            {
                await next(connection);
            }
            finally
            {
                connection.Features.Get<ClientConnection>()?.End();
            }
        });
    }
}
