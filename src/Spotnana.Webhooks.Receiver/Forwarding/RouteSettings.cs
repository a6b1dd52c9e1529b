using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>Reads and checks the section <c>Routes</c>.</summary>
internal static class RouteSettings
{
    public const string Section = "Routes";

    /// <summary>The routes, and what is wrong with them. Where there are errors, the routes must not be used.</summary>
    public static (IReadOnlyList<ForwardRoute> Routes, IReadOnlyList<string> Errors) Read(IConfiguration configuration)
    {
        var check = SettingsCheck.Of(configuration.GetSection(Section), SettingsShape.MapOf(RouteOptions.Shape));
        if (!check.CanBind)
            return ([], check.Errors);

        var routes = configuration.GetSection(Section).GetChildren().Select(Bind).ToList();
        var names = configuration.GetSection(SubscriptionsOptions.Section).GetChildren().Select(subscription => subscription.Key).ToList();
        var errors = check.Errors
            .Concat(routes.SelectMany(route => Errors($"{Section}:{route.Name}", route.Options, names).Concat(route.Credentials.Errors)))
            .ToList();
        return (routes, errors);
    }

    private static ForwardRoute Bind(IConfigurationSection section)
    {
        var route = new RouteOptions();
        section.Bind(route);
        var forward = section.GetSection(nameof(RouteOptions.Forward));
        forward.GetSection(nameof(ForwardOptions.Headers)).KeepEmpty(route.Forward.Headers);
        forward.GetSection(nameof(ForwardOptions.HeaderFiles)).KeepEmpty(route.Forward.HeaderFiles);
        var credentials = new ForwardCredentials($"{Section}:{section.Key}:{nameof(RouteOptions.Forward)}", route.Forward);
        return new ForwardRoute(section.Key, route, credentials);
    }

    private static IEnumerable<string> Errors(string key, RouteOptions route, List<string> subscriptions)
    {
        foreach (var error in ForwardAddress.Errors($"{key}:{nameof(route.Forward)}", route.Forward))
            yield return error;
        if (route.Forward.Timeout < TimeSpan.FromMilliseconds(100) || route.Forward.Timeout > TimeSpan.FromMinutes(10))
            yield return $"{key}:Forward:Timeout is {route.Forward.Timeout:c}. Set it between 00:00:00.1000000 and 00:10:00.";
        if (route.Forward.Concurrency is < 1 or > 1000)
            yield return $"{key}:Forward:Concurrency is {route.Forward.Concurrency}. Set it between 1 and 1000.";

        if (subscriptions.Count > 1 && route.Subscriptions.Count == 0)
        {
            yield return $"{key}:Subscriptions is empty while there are {subscriptions.Count} subscriptions. "
                + "Name those that the route is for, or [\"*\"] for all.";
        }
    }
}
