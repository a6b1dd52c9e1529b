using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Forwarding;

internal static class RoutesExtensions
{
    /// <summary>
    /// Registers a handler for each entry of <c>Routes</c>. Where there is none, <see cref="LogHandler"/> takes every delivery. What is
    /// wrong with them is reported at start, together with what is wrong elsewhere.
    /// </summary>
    public static WebhooksBuilder AddRoutes(this WebhooksBuilder webhooks, IConfiguration configuration)
    {
        var (routes, errors) = RouteSettings.Read(configuration);
        if (errors.Count > 0)
        {
            webhooks.Services.AddOptions<RouteOptions>().ValidateOnStart();
            webhooks.Services.AddSingleton<IValidateOptions<RouteOptions>>(new Refusal(errors));
            return webhooks;
        }

        if (routes.Count == 0)
            return webhooks.AddHandler<LogHandler>(LogHandler.Name);

        foreach (var (name, route, credentials) in routes)
        {
            webhooks.Services.AddKeyedSingleton(name, (_, _) => new ForwardingClient(route.Forward));
            webhooks.Services.AddKeyedSingleton(name, (services, _) => new ForwardingRequests(
                route.Forward.Url,
                credentials,
                services.GetRequiredService<SecretChanges>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<ForwardingRequests>>()));
            webhooks.AddHandler(new HandlerRegistration(name, Filter(route), services => new ForwardingHandler(
                services.GetRequiredKeyedService<ForwardingRequests>(name),
                services.GetRequiredKeyedService<ForwardingClient>(name),
                services.GetRequiredService<TimeProvider>()))
            {
                SettingsKey = $"{RouteSettings.Section}:{name}",
                Concurrency = route.Forward.Concurrency,
                Timeout = route.Forward.Timeout,
            });
        }

        return webhooks;
    }

    private static EventFilter Filter(RouteOptions route) => new()
    {
        Subscriptions = [.. route.Subscriptions],
        EventTypes = [.. route.EventTypes.Select(name => new EventType(name))],
        Operations = [.. route.Operations.Select(name => new Operation(name))],
        Organizations = [.. route.Organizations],
    };

    private sealed class Refusal(IReadOnlyList<string> errors) : IValidateOptions<RouteOptions>
    {
        public ValidateOptionsResult Validate(string? name, RouteOptions options) => ValidateOptionsResult.Fail(errors);
    }
}
