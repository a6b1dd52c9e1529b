using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>
/// Where a route's requests go, and by which proxy. Errors never show either: such a URL may hold a token or a password.
/// </summary>
internal static class ForwardAddress
{
    /// <summary>The value of <c>Forward:Proxy</c> that leaves the choice to <c>HTTPS_PROXY</c> and its like.</summary>
    private const string OfEnvironment = "environment";

    private static readonly string[] _proxySchemes = ["http", "https", "socks4", "socks4a", "socks5"];

    /// <summary>The errors in <c>Url</c> and <c>Proxy</c>. Each begins with its key and says how to fix it.</summary>
    /// <param name="key">The key of the route's section <c>Forward</c>.</param>
    /// <param name="forward">The settings of that section.</param>
    public static IEnumerable<string> Errors(string key, ForwardOptions forward)
    {
        if (!TryParse(forward.Url, out var url) || url.Scheme is not ("http" or "https"))
        {
            yield return $"{key}:Url {(forward.Url.Length == 0 ? "is empty" : "is no http or https URL")}. "
                + "Set the whole URL that deliveries are forwarded to, such as https://expenses.internal/hooks.";
        }
        else if (url.UserInfo.Length > 0)
        {
            yield return $"{key}:Url holds credentials. Remove them, and name a file that holds them in {key}:HeaderFiles:Authorization.";
        }
        else if (url.Scheme == "http" && !url.IsLoopback && !forward.AllowHttp)
        {
            yield return $"{key}:Url is plain http: deliveries hold passports and cards. "
                + $"Use https, or set {key}:AllowHttp to true if that network is trusted.";
        }

        if (ErrorInProxy(forward.Proxy, url) is { } error)
            yield return $"{key}:Proxy {error}";
    }

    /// <summary>The proxy to a target; null: none, as to this machine always.</summary>
    public static IWebProxy? ProxyOf(ForwardOptions forward)
    {
        if (forward.Proxy.Length == 0 || new Uri(forward.Url).IsLoopback)
            return null;
        return IsOfEnvironment(forward.Proxy) ? HttpClient.DefaultProxy : new WebProxy(forward.Proxy);
    }

    private static string? ErrorInProxy(string proxy, Uri? target)
    {
        if (proxy.Length == 0 || IsOfEnvironment(proxy))
            return null;
        if (!TryParse(proxy, out var url) || !_proxySchemes.Contains(url.Scheme))
        {
            return $"is neither a proxy's URL, such as http://proxy.internal:3128, nor {OfEnvironment}. "
                + "Set one of these, or leave it empty.";
        }

        if (url.UserInfo.Length > 0)
            return $"holds credentials. Set it to {OfEnvironment}, and the URL with its credentials in HTTPS_PROXY (HTTP_PROXY for http).";
        return target?.IsLoopback == true ? "has no effect: no proxy is used to this machine. Remove it." : null;
    }

    private static bool IsOfEnvironment(string proxy) => proxy.Equals(OfEnvironment, StringComparison.OrdinalIgnoreCase);

    private static bool TryParse(string text, [NotNullWhen(true)] out Uri? url) => Uri.TryCreate(text, UriKind.Absolute, out url);
}
