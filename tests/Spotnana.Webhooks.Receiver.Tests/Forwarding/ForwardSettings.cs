namespace Spotnana.Webhooks.Receiver.Tests.Forwarding;

/// <summary>Settings of one route, <c>expenses</c>.</summary>
internal static class ForwardSettings
{
    public static Dictionary<string, string?> To(string url, params (string Key, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?> { ["Routes:expenses:Forward:Url"] = url };
        foreach (var (key, value) in more)
            settings[key.StartsWith("Forward:", StringComparison.Ordinal) ? $"Routes:expenses:{key}" : key] = value;
        return settings;
    }
}
