using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Intake;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>Reads and checks the section <c>Routes</c>.</summary>
internal static class RouteSettings
{
    private const string Section = "Routes";

    public static Dictionary<string, RouteOptions> Read(IConfiguration configuration)
    {
        var routes = new Dictionary<string, RouteOptions>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in configuration.GetSection(Section).GetChildren())
        {
            var route = new RouteOptions();
            section.Bind(route);
            routes[section.Key] = route;
        }

        var names = configuration.GetSection(SubscriptionsOptions.Section).GetChildren().Select(subscription => subscription.Key).ToList();
        var errors = routes.SelectMany(route => Errors($"{Section}:{route.Key}", route.Value, names)).ToList();
        return errors.Count == 0 ? routes : throw new OptionsValidationException(Section, typeof(RouteOptions), errors);
    }

    private static IEnumerable<string> Errors(string key, RouteOptions route, List<string> subscriptions)
    {
        if (!Uri.TryCreate(route.Forward.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            yield return $"{key}:Forward:Url is '{route.Forward.Url}'. Set the whole URL that deliveries are forwarded to, such as https://expenses.internal/hooks.";
        else if (url.UserInfo.Length > 0)
            yield return $"{key}:Forward:Url holds credentials. Remove them.";
        else if (url.Scheme == "http" && !url.IsLoopback && !route.Forward.AllowHttp)
            yield return $"{key}:Forward:Url is plain http: deliveries hold passports and cards. Use https, or set {key}:Forward:AllowHttp to true if that network is trusted.";

        if (route.Forward.Timeout < TimeSpan.FromMilliseconds(100) || route.Forward.Timeout > TimeSpan.FromMinutes(10))
            yield return $"{key}:Forward:Timeout is {route.Forward.Timeout:c}. Set it between 00:00:00.1000000 and 00:10:00.";
        if (route.Forward.Concurrency is < 1 or > 1000)
            yield return $"{key}:Forward:Concurrency is {route.Forward.Concurrency}. Set it between 1 and 1000.";

        if (subscriptions.Count > 1 && route.Subscriptions.Count == 0)
            yield return $"{key}:Subscriptions is empty while there are {subscriptions.Count} subscriptions. Name those that the route is for, or [\"*\"] for all.";
        foreach (var unknown in route.Subscriptions.Where(name => name != "*" && !subscriptions.Contains(name, StringComparer.OrdinalIgnoreCase)))
            yield return $"{key}:Subscriptions names '{unknown}', which is not configured. There is: {string.Join(", ", subscriptions)}.";
    }
}
