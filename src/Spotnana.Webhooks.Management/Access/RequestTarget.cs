using System.Buffers;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>
/// Reads the target of a request as it was sent. The server removes dot segments before routing, so that <c>/api/deliveries/../redrive</c>
/// would be another call: targets that have some are refused.
/// </summary>
internal static class RequestTarget
{
    public const string DotSegment = "The path has a segment . or .. and would be another path without it. Send the path that you mean.";

    public const string EncodedSlash = "The path has an encoded slash (%2F). Send the path that you mean.";

    private const StringComparison AnyCase = StringComparison.OrdinalIgnoreCase;

    // A server that reads a whole address takes a backslash for a slash and ends the path before a number sign.
    private static readonly SearchValues<char> _separators = SearchValues.Create(@"/\#");

    /// <summary>Why a target is refused, for its sender; null where it is not.</summary>
    /// <param name="target">The target, as it stood in the request line.</param>
    /// <param name="takesEncodedSlash">Whether <c>%2F</c> may be part of a segment, as in the id of a delivery.</param>
    public static string? WhyRefused(string target, bool takesEncodedSlash)
    {
        var address = target.AsSpan(0, target.IndexOf('?') is >= 0 and var query ? query : target.Length);
        if (HasDotSegment(address))
            return DotSegment;

        // In a whole address (http://…) the server decodes %2F too: it would no longer be part of a segment.
        return address.Contains("%2F", AnyCase) && (!takesEncodedSlash || address[0] != '/') ? EncodedSlash : null;
    }

    private static bool HasDotSegment(ReadOnlySpan<char> address)
    {
        foreach (var range in address.SplitAny(_separators))
        {
            if (IsDotSegment(address[range]))
                return true;
        }

        return false;
    }

    private static bool IsDotSegment(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        while (segment.Length > 0)
        {
            var isEncoded = segment.StartsWith("%2E", AnyCase);
            if (!isEncoded && segment[0] != '.')
                return false;
            segment = segment[(isEncoded ? 3 : 1)..];
            dots++;
        }

        return dots is 1 or 2;
    }
}
