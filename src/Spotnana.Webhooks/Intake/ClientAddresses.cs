using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using ForwardedHeadersOptions = Microsoft.AspNetCore.Builder.ForwardedHeadersOptions;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Whose share an address counts against. Loopback and the known proxies (of <see cref="ForwardedHeadersOptions"/>) have none: many clients
/// come by them. Where a proxy is believed, the request's address is already the client's own.
/// </summary>
internal sealed class ClientAddresses(IOptions<ForwardedHeadersOptions> proxies)
{
    // What one customer of a provider gets of IPv6 is a network of 64 bits at least.
    private const int CustomerBytes = 8;

    private readonly ForwardedHeadersOptions _proxies = proxies.Value;

    /// <summary>An address as people write it.</summary>
    public static IPAddress? Plain(IPAddress? remote) => remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote;

    /// <summary>The address, or the network that counts as one; null where there is no share.</summary>
    public IPAddress? ShareOf(IPAddress? remote)
    {
        remote = Plain(remote);
        if (remote is null || IPAddress.IsLoopback(remote) || _proxies.KnownProxies.Contains(remote)
            || _proxies.KnownIPNetworks.Any(network => network.Contains(remote)))
            return null;
        if (remote.AddressFamily != AddressFamily.InterNetworkV6)
            return remote;

        var bytes = remote.GetAddressBytes();
        bytes.AsSpan(CustomerBytes).Clear();
        return new IPAddress(bytes);
    }
}
