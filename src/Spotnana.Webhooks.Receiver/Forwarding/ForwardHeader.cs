using System.Buffers;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>What a route's own headers may be called and hold.</summary>
internal static class ForwardHeader
{
    // RFC 9110: what a header's name may hold.
    private static readonly SearchValues<char> _name = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly string[] _reserved = ["traceparent", "host", "transfer-encoding", "connection", "expect", "upgrade"];
    private static readonly string[] _reservedPrefixes = ["webhook-", "x-spotnana-", "content-"];

    /// <returns>What is wrong with a name, and the mend; null when it can be used.</returns>
    public static string? ErrorInName(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(_name))
            return "is no name that a header can have. Use letters, digits and dashes.";
        return _reserved.Contains(name, StringComparer.OrdinalIgnoreCase) || _reservedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            ? "is a header that each request has by itself. Use another name."
            : null;
    }

    /// <returns>What is wrong with a text, without any part of it; null when it gave a value.</returns>
    public static string? ParseValue(string text, out string? value)
    {
        value = null;
        if (text.Length == 0)
            return "is empty. Set the header's value, or remove it.";
        if (!IsValue(text))
            return "holds characters that a header cannot carry. Use printable ASCII on one line.";
        value = text;
        return null;
    }

    public static bool IsValue(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
