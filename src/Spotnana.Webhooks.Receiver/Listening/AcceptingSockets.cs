using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Intake;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>Opens the server's endpoints, each with the places of its listener.</summary>
internal sealed class AcceptingSockets(
    IOptions<SocketTransportOptions> options, ConnectionCaps caps, ClientAddresses addresses, IConfiguration configuration,
    TimeProvider time, ILoggerFactory loggers) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private const string Category = "Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets";

    private readonly ConcurrentDictionary<string, ConnectionPlaces> _places = new(StringComparer.OrdinalIgnoreCase);

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or UnixDomainSocketEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = Bind(endpoint);
        socket.Listen(options.Value.Backlog);
        return ValueTask.FromResult<IConnectionListener>(
            new AcceptingSocket(socket, PlacesOf(endpoint), CreateFactory(options.Value), options.Value.NoDelay, time));
    }

    /// <summary>
    /// An address of two families is two endpoints of one listener. Where any free port is asked for, the address does not tell which
    /// listener it is: then the endpoint has places of its own, as many as the webhooks listener.
    /// </summary>
    private ConnectionPlaces PlacesOf(EndPoint endpoint) => endpoint is IPEndPoint { Port: 0 }
        ? CreatePlaces(Listener.Webhooks)
        : _places.GetOrAdd(EndpointUrls.EndpointAt(endpoint, configuration)?.Key ?? endpoint.ToString()!, CreatePlaces);

    private ConnectionPlaces CreatePlaces(string listener) =>
        new(listener, caps.Of(listener), addresses, time, loggers.CreateLogger<ConnectionPlaces>());

    private Socket Bind(EndPoint endpoint)
    {
        try
        {
            return options.Value.CreateBoundListenSocket(endpoint);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(failure.Message, failure);
        }
    }

    private SocketConnectionContextFactory CreateFactory(SocketTransportOptions sockets) => new(
        new SocketConnectionFactoryOptions
        {
            IOQueueCount = sockets.IOQueueCount,
            MaxReadBufferSize = sockets.MaxReadBufferSize,
            MaxWriteBufferSize = sockets.MaxWriteBufferSize,
            UnsafePreferInlineScheduling = sockets.UnsafePreferInlineScheduling,
            WaitForDataBeforeAllocatingBuffer = sockets.WaitForDataBeforeAllocatingBuffer,
        },
        loggers.CreateLogger(Category));
}
