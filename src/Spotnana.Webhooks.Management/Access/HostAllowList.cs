using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Receiver.Management;

/// <summary>
/// The names that the management listener answers to, on any port. A page of a stranger whose name was made to point at this machine (DNS
/// rebinding) comes with the stranger's name.
/// </summary>
internal sealed class HostAllowList(IOptions<ManagementOptions> options)
{
    private readonly FrozenSet<string> _hosts =
        options.Value.AllowedHosts.Select(Bracketed).Concat(["localhost", "127.0.0.1", "[::1]"]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when the request may pass.</summary>
    public Refusal? Check(HttpRequest request)
    {
        if (request.Headers.Host is not [{ Length: > 0 }])
            return Refusal.NoHost;
        return _hosts.Contains(request.Host.Host) ? null : Refusal.ForeignHost;
    }

    private static string Bracketed(string host) => Uri.CheckHostName(host) == UriHostNameType.IPv6 && !host.StartsWith('[') ? $"[{host}]" : host;
}
