using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Net.Http.Headers;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>Limits on the requests that the web server accepts, and on the resources that one client can take.</summary>
internal static class ServerSettings
{
    public static readonly TimeSpan SlowestHeaders = TimeSpan.FromSeconds(10);

    // The bytes that the server reads ahead on each connection. They are not in the byte budget, and the default is 1 MiB.
    public const int MaxUnreadBytes = 64 * 1024;

    private const SslProtocols AcceptedTls = SslProtocols.Tls12 | SslProtocols.Tls13;

    public static void Apply(KestrelServerOptions kestrel)
    {
        // A bare LF ends a line for some servers and not for others: that is how requests are smuggled past a proxy.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = name => name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase)
            ? DigitsOnly.Instance
            : null!;
        // The places of each listener (ConnectionPlaces) stand for it: the server would refuse new connections and keep idle ones.
        kestrel.Limits.MaxConcurrentConnections = null;
        kestrel.Limits.RequestHeadersTimeout = SlowestHeaders;
        kestrel.Limits.MaxRequestBufferSize = MaxUnreadBytes;
    }

    public static void Apply(SocketTransportOptions sockets) => sockets.MaxReadBufferSize = MaxUnreadBytes;

    public static void Apply(EndpointConfiguration endpoint)
    {
        // Spotnana and load balancers speak HTTP/1.1; with HTTP/2 off there is only one set of framing rules to get right.
        endpoint.ListenOptions.Protocols = HttpProtocols.Http1;
        if (!endpoint.IsHttps)
            return;

        // Without this the operating system would choose. Settings can narrow the choice, not widen it.
        var chosen = endpoint.HttpsOptions.SslProtocols & AcceptedTls;
        endpoint.HttpsOptions.SslProtocols = chosen == SslProtocols.None ? AcceptedTls : chosen;
    }
}
