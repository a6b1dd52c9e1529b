using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Intake.Credentials;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks;

/// <summary>Adds the receiver of Spotnana webhooks to an application.</summary>
public static class WebhooksServiceCollectionExtensions
{
    /// <summary>
    /// Adds intake, inbox and dispatch. Settings come from the application's configuration, sections <c>Subscriptions</c>, <c>Intake</c>,
    /// <c>Inbox</c> and <c>Dispatch</c>, and are checked at start: a wrong one stops it, with a message that names the key.
    /// </summary>
    /// <returns>What adds handlers and the inbox's engine. Then map the paths by <see cref="WebhooksEndpointRouteBuilderExtensions.MapSpotnanaWebhooks"/>.</returns>
    public static WebhooksBuilder AddSpotnanaWebhooks(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);

        services.AddOptions<SubscriptionsOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<SubscriptionsOptions>, SubscriptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SubscriptionsOptions>, SubscriptionsValidator>());
        services.AddOptions<IntakeOptions>().BindConfiguration(IntakeOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IntakeOptions>, IntakeOptionsValidator>());
        services.AddOptions<InboxOptions>().BindConfiguration(InboxOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InboxOptions>, InboxOptionsValidator>());
        services.AddOptions<DispatchOptions>().BindConfiguration(DispatchOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DispatchOptions>, DispatchOptionsValidator>());

        services.AddMetrics();
        services.TryAddSingleton<WebhookMetrics>();
        services.TryAddSingleton<WebhookTracing>();
        services.TryAddSingleton<InboxStatus>();
        services.TryAddSingleton(ChosenInbox);
        services.TryAddSingleton(provider => ChosenInboxAs<IInboxQuery>(provider));
        services.TryAddSingleton(provider => ChosenInboxAs<IInboxOperations>(provider));
        services.TryAddSingleton(ReadHandlers);
        services.TryAddSingleton(MatchHandlers);
        services.TryAddSingleton(ReadCredentials);
        services.TryAddSingleton<SubscriptionTable>();
        services.TryAddSingleton<EntryReader>();
        services.TryAddSingleton<RereadDelivery>(provider => provider.GetRequiredService<EntryReader>().ReadAgain);
        services.TryAddSingleton<IntakeQueue>();
        services.TryAddSingleton<ReceiptWriter>();
        services.TryAddSingleton<ReceiveEndpoint>();
        services.TryAddSingleton<Readiness>();

        // Stopped in reverse: after the drain delay and the web server the dispatcher, then the writer.
        services.AddHostedService<CredentialPoller>();
        services.AddHostedService<InboxOpener>();
        services.AddHostedService<InboxWriter>();
        services.AddHostedService<Dispatcher>();
        services.AddHostedService<BacklogWatch>();
        services.AddHostedService<InboxPruner>();
        services.AddHostedService(provider => provider.GetRequiredService<Readiness>());

        return new WebhooksBuilder(services).AddInboxEngine(MemoryEngine.Engine);
    }

    // The validator has read them already; a file may have gone since.
    private static CredentialTable ReadCredentials(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<SubscriptionsOptions>>().Value;
        var table = new CredentialTable(options, provider.GetRequiredService<IHostEnvironment>());
        var errors = table.Read(options).SelectMany(news => news.Errors).ToList();
        return errors.Count == 0 ? table : throw new OptionsValidationException(SubscriptionsOptions.Section, typeof(SubscriptionsOptions), errors);
    }

    private static IInbox ChosenInbox(IServiceProvider provider)
    {
        var chosen = provider.GetRequiredService<IOptions<InboxOptions>>().Value.Engine;
        return provider.GetServices<InboxEngine>().First(engine => engine.Name.Equals(chosen, StringComparison.OrdinalIgnoreCase)).Create(provider);
    }

    private static T ChosenInboxAs<T>(IServiceProvider provider)
        where T : class
    {
        var inbox = provider.GetRequiredService<IInbox>();
        return inbox as T ?? throw new InvalidOperationException($"The inbox {inbox.GetType()} does not implement {typeof(T)}.");
    }

    private static HandlerTable ReadHandlers(IServiceProvider provider) => new(
        provider.GetServices<HandlerRegistration>(), provider.GetRequiredService<ILogger<HandlerTable>>(), [.. provider.GetRequiredService<IOptions<SubscriptionsOptions>>().Value.Subscriptions.Keys]);

    private static HandlerMatcher MatchHandlers(IServiceProvider provider)
    {
        var table = provider.GetRequiredService<HandlerTable>();
        var window = provider.GetRequiredService<IOptions<DispatchOptions>>().Value.ReorderWindow;
        return delivery => new InboxEntry(delivery, table.Match(delivery)) { ReorderWindow = window };
    }
}
