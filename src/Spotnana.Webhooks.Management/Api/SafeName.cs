namespace Spotnana.Webhooks.Management.Api;

/// <summary>Names of handlers and subscriptions that a caller wrote, and ids of deliveries, for a log line.</summary>
internal static class SafeName
{
    private const int Longest = 64;
    private const int LongestId = 256;

    /// <summary>The name, or <c>?</c> where it could break the line or look like something else.</summary>
    public static string Of(string name) =>
        name.Length <= Longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '*') ? name : "?";

    /// <summary>The id of a delivery, percent-encoded where it could break a line or a header.</summary>
    public static string OfId(string id) =>
        id.Length is >= 1 and <= LongestId && id.All(c => c is > ' ' and <= '~') ? id : Uri.EscapeDataString(id);
}
