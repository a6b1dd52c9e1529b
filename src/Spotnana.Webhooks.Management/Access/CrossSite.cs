using Microsoft.AspNetCore.Http;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>
/// Recognises calls that a page of another site makes a browser send. Other programs send neither of the two headers, and pass.
/// </summary>
internal static class CrossSite
{
    /// <summary>Whether a call that may change something comes from another site.</summary>
    public static bool Forges(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return false;
        return request.Headers["Sec-Fetch-Site"].Any(site => site is not ("same-origin" or "none"))
            || request.Headers.Origin.Any(origin => !IsOwn(origin, request.Host));
    }

    // The scheme is not compared: where TLS ends at a proxy, the browser's differs from the one seen here.
    private static bool IsOwn(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase);
}
