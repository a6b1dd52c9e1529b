using System.Buffers;

namespace Spotnana.Webhooks.Settings;

/// <summary>Checks the names of HTTP headers.</summary>
public static class HeaderName
{
    // RFC 9110, section 5.6.2: a token.
    private static readonly SearchValues<char> _characters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>True when a header may have this name (RFC 9110).</summary>
    public static bool IsValid(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(_characters);
}
