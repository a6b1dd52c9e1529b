using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>
/// The Hosts that management calls may name, on any port. This stops DNS rebinding: the page of a stranger who pointed a name of his own at
/// this machine calls by that name.
/// </summary>
internal sealed class HostAllowList(IOptions<ManagementOptions> options)
{
    private readonly FrozenSet<string> _hosts = options.Value.AllowedHosts.Select(Bracketed)
        .Concat(["localhost", "127.0.0.1", "[::1]"]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when the request may pass.</summary>
    public Refusal? Check(HttpRequest request)
    {
        if (request.Headers.Host is not [{ Length: > 0 }])
            return Refusal.NoHost;
        return _hosts.Contains(request.Host.Host) ? null : Refusal.ForeignHost;
    }

    private static string Bracketed(string host) =>
        Uri.CheckHostName(host) == UriHostNameType.IPv6 && !host.StartsWith('[') ? $"[{host}]" : host;
}
