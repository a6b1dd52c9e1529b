using System.Net.Security;
using System.Net.Sockets;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>A connection to a receiver below HTTP.</summary>
internal static class RawConnection
{
    public static async Task<NetworkStream> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(url.IdnHost, url.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>With TLS where the address asks for it. The certificate must be one that this machine trusts.</summary>
    public static async Task<Stream> OpenWithTlsAsync(Uri url, CancellationToken cancellationToken)
    {
        var plain = await OpenAsync(url, cancellationToken);
        if (url.Scheme != Uri.UriSchemeHttps)
            return plain;
        var secure = new SslStream(plain);
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.IdnHost }, cancellationToken);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }
}
