using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Memory;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Intake.Tokens;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks;

/// <summary>Adds the receiver of Spotnana webhooks to an application.</summary>
public static class WebhooksServiceCollectionExtensions
{
    /// <summary>
    /// Adds intake, inbox and dispatch. Settings come from the application's configuration, sections <c>Subscriptions</c>, <c>Intake</c>,
    /// <c>Inbox</c> and <c>Dispatch</c>, and are checked at start: a wrong setting or an unknown key in them stops the start, with a
    /// message that names the key.
    /// </summary>
    /// <returns>
    /// A builder that adds handlers and the inbox's engine. The paths are mapped by
    /// <see cref="WebhooksEndpointRouteBuilderExtensions.MapSpotnanaWebhooks"/>.
    /// </returns>
    public static WebhooksBuilder AddSpotnanaWebhooks(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddWebhookTelemetry();
        services.AddInbox();
        services.AddIntake();
        services.TryAddSingleton<TokenEndpoint>();
        services.AddDispatch(SubscriptionNames);
        services.TryAddSingleton(StoredNames);
        services.TryAddSingleton(ErasureRules);

        // These start in this order and stop in reverse. At shutdown the drain delay passes first. Then the web server stops, which the
        // host adds last, then the dispatcher, and after it the writer, so that every delivery that the server still took is stored.
        services.AddHostedService<CredentialPoller>();
        services.AddHostedService<KeyFilePoller>();
        services.AddHostedService<InboxOpener>();
        services.AddHostedService<ContactKeeper>();
        services.AddHostedService<AuditKeeper>();
        services.AddHostedService<InboxWriter>();
        services.AddHostedService<Dispatcher>();
        services.AddHostedService<BacklogWatch>();
        services.AddHostedService<SpaceWatch>();
        services.AddHostedService<InboxPruner>();
        services.AddHostedService<InboxEraser>();
        services.AddHostedService(provider => provider.GetRequiredService<InboxRekeyer>());
        services.AddHostedService<DiskPressure>();
        services.AddHostedService<BackupKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<Readiness>());
        services.AddHostedService<StartLine>();

        return new WebhooksBuilder(services).AddInboxEngine(MemoryEngine.Engine);
    }

    private static StoredNames StoredNames(IServiceProvider provider) => new(
        () => new InboxNames(
            [.. SubscriptionNames(provider)], [.. provider.GetRequiredService<HandlerTable>().Handlers.Select(handler => handler.Name)]),
        provider.GetRequiredService<ILogger<StoredNames>>());

    private static ErasureRules ErasureRules(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<InboxOptions>>().Value;
        var subscriptions = provider.GetRequiredService<IOptions<SubscriptionsOptions>>().Value.Subscriptions;
        return new ErasureRules(
            options.ErasureWait,
            options.Retention.Ids,
            options.Retention.Audit,
            name => subscriptions.TryGetValue(name, out var subscription) ? [.. subscription.PurgeReaches] : []);
    }

    private static IReadOnlyCollection<string> SubscriptionNames(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<SubscriptionsOptions>>().Value.Subscriptions.Keys;
}
