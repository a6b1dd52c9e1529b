namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>Refuses a management listener that others can reach while there are no keys.</summary>
internal static class ManagementReach
{
    private const string KeysKey = "Management:Keys";
    private const string UrlKey = $"Kestrel:Endpoints:{Listener.Management}:Url";

    public static IEnumerable<string> Errors(IConfiguration configuration)
    {
        if (!configuration.GetSection(KeysKey).GetChildren().Any() && configuration[UrlKey] is { Length: > 0 } url
            && !EndpointUrls.IsOnThisMachineOnly(url))
        {
            yield return $"{KeysKey} is empty while {UrlKey} is '{url}', which others can reach. "
                + $"Set {KeysKey}:<name>:KeyFile and :Rights, or listen on http://127.0.0.1:8081.";
        }
    }
}
