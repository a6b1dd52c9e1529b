using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Ids in the path of a call, which may have slashes in them.</summary>
internal static class RawPath
{
    /// <summary>
    /// Read from the target as it was sent: the server leaves %2F as it is but decodes %25, so that its path cannot tell <c>a/b</c> from
    /// <c>a%2Fb</c>. The segments are counted from the end, because the application may have put any prefix before them.
    /// </summary>
    public static string Segment(HttpContext context, string parameter)
    {
        var segments = PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget).Split('/');
        var pattern = ((RouteEndpoint)context.GetEndpoint()!).RoutePattern.PathSegments;
        for (var fromEnd = 1; fromEnd <= pattern.Count && fromEnd <= segments.Length; fromEnd++)
        {
            if (pattern[^fromEnd].Parts is [RoutePatternParameterPart { Name: var name }] && name == parameter)
                return Uri.UnescapeDataString(segments[^fromEnd]);
        }

        return "";
    }

    private static string PathOf(string target)
    {
        var path = target.AsSpan(0, target.IndexOf('?') is >= 0 and var query ? query : target.Length);
        if (path.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme && path[0] != '/')
            path = path[(scheme + 3)..] is var rest && rest.IndexOf('/') is >= 0 and var root ? rest[root..] : default;

        // Routing does not count a slash at the end.
        return (path is [.. var all, '/'] ? all : path).ToString();
    }
}
