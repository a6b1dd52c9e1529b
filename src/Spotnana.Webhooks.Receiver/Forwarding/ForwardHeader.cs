using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>The rules for a route's own headers: which names and values they may have.</summary>
internal static class ForwardHeader
{
    private static readonly string[] _reserved = ["traceparent", "host", "transfer-encoding", "connection", "expect", "upgrade"];
    private static readonly string[] _reservedPrefixes = ["webhook-", "x-spotnana-", "content-"];

    /// <returns>What is wrong with a name and how to fix it; null when it can be used.</returns>
    public static string? ErrorInName(string name)
    {
        if (!HeaderName.IsValid(name))
            return "is no name that a header can have. Use letters, digits and dashes.";

        var isReserved = _reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
            || _reservedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        return isReserved ? "is a header that the service sets itself. Use another name." : null;
    }

    /// <inheritdoc cref="SecretParser{T}"/>
    public static string? ParseValue(string text, out string? value)
    {
        value = null;
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return "is empty. Set the header's value, or remove it.";
        if (!IsValue(trimmed))
            return "holds characters that a header cannot carry. Use printable ASCII on one line.";
        value = trimmed;
        return null;
    }

    public static bool IsValue(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
