using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>Opens the sockets that the server listens on. The system's own errors name neither the address nor the setting.</summary>
internal static class ListenSockets
{
    /// <exception cref="ListenException">The address cannot be used. The message names the setting and the fix.</exception>
    public static Socket Create(EndPoint address, IConfiguration configuration)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        }
        catch (SocketException failure)
        {
            var endpoint = EndpointUrls.EndpointAt(address, configuration);
            var setting = endpoint is null ? $"The address {address}" : $"{endpoint.Path}:Url is '{endpoint["Url"]}', but this address";
            throw new ListenException(failure.SocketErrorCode, $"{setting} {Problem(failure)}");
        }
    }

    private static string Problem(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "is already in use. End the process that listens there, or set another port.",
        SocketError.AddressNotAvailable =>
            "is not one of this machine. Set http://*:<port> for all of its addresses, or one that it has.",
        SocketError.AccessDenied =>
            "may not be listened on by this user. Set a port above 1023, such as 8080, or grant the right (CAP_NET_BIND_SERVICE).",
        _ => $"cannot be listened on: {failure.Message.TrimEnd('.')}. Set another.",
    };
}
