namespace Spotnana.Webhooks.Management.Api;

/// <summary>Names of handlers and subscriptions that a caller wrote, for a log line.</summary>
internal static class SafeName
{
    private const int Longest = 64;

    /// <summary>The name, or <c>?</c> where it could break the line or look like something else.</summary>
    public static string Of(string name) =>
        name.Length <= Longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '*') ? name : "?";
}
