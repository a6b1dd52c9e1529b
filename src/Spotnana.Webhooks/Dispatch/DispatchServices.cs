using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Composes dispatch: its settings, and the handlers that match a delivery.</summary>
internal static class DispatchServices
{
    /// <param name="services">The services of the app.</param>
    /// <param name="subscriptions">Gives the names of all subscriptions: a handler that names another one is refused at start.</param>
    public static IServiceCollection AddDispatch(
        this IServiceCollection services, Func<IServiceProvider, IReadOnlyCollection<string>> subscriptions)
    {
        services.AddOptions<DispatchOptions>().CheckShape(DispatchOptions.Section, DispatchOptions.Shape)
            .BindConfiguration(DispatchOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DispatchOptions>, DispatchOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DispatchOptions>, HandlersValidator>(
            provider => new HandlersValidator(provider.GetServices<HandlerRegistration>(), () => subscriptions(provider))));
        services.TryAddSingleton(provider => new HandlerTable(
            provider.GetServices<HandlerRegistration>(), provider.GetRequiredService<ILogger<HandlerTable>>(), subscriptions(provider)));
        services.TryAddSingleton(MatchHandlers);
        services.TryAddSingleton(provider => new HandlerOutages(
            provider.GetRequiredService<IInbox>(), provider.GetRequiredService<WebhookMetrics>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<HandlerOutages>>()));
        return services;
    }

    private static HandlerMatcher MatchHandlers(IServiceProvider provider)
    {
        var table = provider.GetRequiredService<HandlerTable>();
        var window = provider.GetRequiredService<IOptions<DispatchOptions>>().Value.ReorderWindow;
        return delivery => new InboxEntry(delivery, table.Match(delivery)) { ReorderWindow = window };
    }
}
