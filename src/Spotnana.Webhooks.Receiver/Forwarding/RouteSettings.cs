using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>Reads and checks the section <c>Routes</c>.</summary>
internal static class RouteSettings
{
    public const string Section = "Routes";

    public static IReadOnlyList<ForwardRoute> Read(IConfiguration configuration)
    {
        var check = SettingsCheck.Of(configuration.GetSection(Section), SettingsShape.MapOf(RouteOptions.Shape));
        if (!check.CanBind)
            throw new OptionsValidationException(Section, typeof(RouteOptions), check.Errors);

        var routes = configuration.GetSection(Section).GetChildren().Select(Bind).ToList();
        var names = configuration.GetSection(SubscriptionsOptions.Section).GetChildren().Select(subscription => subscription.Key).ToList();
        var errors = check.Errors
            .Concat(routes.SelectMany(route => Errors($"{Section}:{route.Name}", route.Options, names).Concat(route.Credentials.Errors)))
            .ToList();
        return errors.Count == 0 ? routes : throw new OptionsValidationException(Section, typeof(RouteOptions), errors);
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
        if (!Uri.TryCreate(route.Forward.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            yield return $"{key}:Forward:Url is '{route.Forward.Url}'. Set the whole URL that deliveries are forwarded to, "
                + "such as https://expenses.internal/hooks.";
        }
        else if (url.UserInfo.Length > 0)
        {
            yield return $"{key}:Forward:Url holds credentials. Remove them.";
        }
        else if (url.Scheme == "http" && !url.IsLoopback && !route.Forward.AllowHttp)
        {
            yield return $"{key}:Forward:Url is plain http: deliveries hold passports and cards. "
                + $"Use https, or set {key}:Forward:AllowHttp to true if that network is trusted.";
        }

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
