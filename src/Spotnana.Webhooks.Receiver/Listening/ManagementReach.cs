using System.Net;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>Refuses a management listener that others can reach while there are no keys.</summary>
internal static class ManagementReach
{
    private const string KeysKey = "Management:Keys";
    private const string UrlKey = $"Kestrel:Endpoints:{Listener.Management}:Url";

    public static IEnumerable<string> Errors(IConfiguration configuration)
    {
        if (!configuration.GetSection(KeysKey).GetChildren().Any() && configuration[UrlKey] is { Length: > 0 } url
            && !IsOnThisMachineOnly(url))
        {
            yield return $"{KeysKey} is empty while {UrlKey} is '{url}', which others can reach. "
                + $"Set {KeysKey}:<name>:KeyFile and :Rights, or listen on http://127.0.0.1:8081.";
        }
    }

    /// <summary>
    /// Read as Kestrel reads it: whatever is neither an address nor <c>localhost</c> (<c>*</c>, <c>+</c>, any
    /// host name) means all interfaces.
    /// </summary>
    private static bool IsOnThisMachineOnly(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.IsNamedPipe || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
        }
        catch (FormatException)
        {
            return true; // Kestrel refuses it with a message of its own.
        }
    }
}
