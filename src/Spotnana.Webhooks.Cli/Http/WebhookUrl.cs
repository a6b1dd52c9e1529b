using System.Diagnostics.CodeAnalysis;

namespace Spotnana.Webhooks.Cli.Http;

internal static class WebhookUrl
{
    /// <summary>Where the service listens with sandbox settings.</summary>
    public const string Default = "http://localhost:8080/webhooks/spotnana";

    public static bool TryParse(string option, string text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
            return true;
        url = null;
        error = $"{option} takes a whole http or https address, for example {Default}";
        return false;
    }
}
