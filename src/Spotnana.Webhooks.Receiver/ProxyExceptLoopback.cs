using System.Net;

namespace Spotnana.Webhooks.Receiver;

/// <summary>
/// The proxy that the environment names, except to this machine: there a request would leave the machine, and come back from a proxy that
/// has read it.
/// </summary>
internal sealed class ProxyExceptLoopback(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => destination.IsLoopback ? null : proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
}
