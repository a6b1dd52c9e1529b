using System.Buffers;

namespace Spotnana.Webhooks.Settings;

/// <summary>Names of HTTP headers.</summary>
public static class HeaderName
{
    // RFC 9110, section 5.6.2: a token.
    private static readonly SearchValues<char> _characters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether a header can have this name (RFC 9110).</summary>
    public static bool IsValid(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(_characters);
}
