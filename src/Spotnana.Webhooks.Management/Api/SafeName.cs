namespace Spotnana.Webhooks.Receiver.Management.Api;

/// <summary>Names of handlers and subscriptions as callers write them.</summary>
internal static class Names
{
    private const int Longest = 64;

    /// <summary>For a log line: nothing that could break it or pass for another.</summary>
    public static string Shown(string name) => name.Length <= Longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '*') ? name : "?";
}
