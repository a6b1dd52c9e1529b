using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>The addresses of the server's endpoints in the settings. The server's own messages do not name the setting.</summary>
internal static class EndpointUrls
{
    private const string Section = "Kestrel:Endpoints";
    private const string Example = "such as http://*:8080, http://127.0.0.1:8080 or https://*:8443";

    public static IEnumerable<string> Errors(IConfiguration configuration)
    {
        foreach (var endpoint in configuration.GetSection(Section).GetChildren())
        {
            if (Problem(endpoint["Url"]) is { } problem)
                yield return $"{endpoint.Path}:Url {problem}";
        }

        var endpoints = configuration.GetSection(Section).GetChildren().Append(configuration.GetSection("Kestrel:EndpointDefaults"));
        foreach (var protocols in endpoints.Select(endpoint => endpoint.GetSection("Protocols")))
        {
            // Whatever else it names is not served.
            if (!string.IsNullOrEmpty(protocols.Value)
                && !(Enum.TryParse<HttpProtocols>(protocols.Value, ignoreCase: true, out var named) && named.HasFlag(HttpProtocols.Http1)))
                yield return $"{protocols.Path} is '{protocols.Value}'. Only HTTP/1.1 is served: set it to Http1, or remove it.";
        }
    }

    /// <summary>The endpoint that listens on an address, such as <c>Kestrel:Endpoints:Webhooks</c>; null if none does.</summary>
    public static IConfigurationSection? EndpointAt(EndPoint address, IConfiguration configuration) =>
        configuration.GetSection(Section).GetChildren().FirstOrDefault(endpoint => ParseOrNull(endpoint["Url"]) is { } url && address switch
        {
            IPEndPoint ip => !url.IsUnixPipe && url.Port == ip.Port && ListensOn(url.Host, ip.Address),
            UnixDomainSocketEndPoint socket => url.IsUnixPipe && url.UnixPipePath == socket.ToString(),
            _ => false,
        });

    /// <summary>Whether only this machine can reach a URL. What is no URL nobody can: <see cref="Errors"/> refuses it.</summary>
    public static bool IsOnThisMachineOnly(string text) => ParseOrNull(text) is not { } url
        || url.IsUnixPipe || url.IsNamedPipe || url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(url.Host, out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>
    /// Read as the server reads it: whatever is neither an address nor <c>localhost</c> (<c>*</c>, <c>+</c>, any host name) means all
    /// interfaces.
    /// </summary>
    private static bool ListensOn(string host, IPAddress address)
    {
        if (IPAddress.TryParse(host, out var ip))
            return ip.Equals(address);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? IPAddress.IsLoopback(address)
            : address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
    }

    private static string? Problem(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return $"is missing. Set it to the address to listen on, {Example}.";
        if (ParseOrNull(text) is not { } url)
            return $"is '{text}', which is no URL. Set the whole URL, {Example}.";
        if (!IsHttp(url.Scheme))
            return $"is '{text}'. Only http and https are served: set a URL {Example}.";
        if (url.PathBase.Length > 0)
            return $"is '{text}', but an endpoint has no path. Set it without '{url.PathBase}'; Subscriptions:<name>:Path holds the path.";
        if (url.IsUnixPipe)
            return null;
        if (url.Port is < 0 or > IPEndPoint.MaxPort)
            return $"is '{text}'. Set a port between 1 and {IPEndPoint.MaxPort}.";
        if (url.Port == 0 && url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return $"is '{text}', but localhost needs a port of its own. Set one, or http://127.0.0.1:0 for any free port.";
        return null;
    }

    private static bool IsHttp(string scheme) =>
        scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    private static BindingAddress? ParseOrNull(string? text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
