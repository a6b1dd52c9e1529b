using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>Registers the inbox: its settings, the chosen engine and its status.</summary>
internal static class InboxServices
{
    public static IServiceCollection AddInbox(this IServiceCollection services)
    {
        services.AddOptions<InboxOptions>().CheckShape(InboxOptions.Section, Shape)
            .BindConfiguration(InboxOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InboxOptions>, InboxOptionsValidator>());
        services.TryAddSingleton<ChosenEngine>();
        services.TryAddSingleton(InboxKeys.Of);
        services.TryAddSingleton(provider => provider.GetRequiredService<ChosenEngine>().Engine.Create(provider));
        services.TryAddSingleton(ChosenInboxAs<IInboxQuery>);
        services.TryAddSingleton(ChosenInboxAs<IInboxOperator>);
        services.TryAddSingleton(_ => new InboxStatus());
        services.TryAddSingleton<ContactBook>();
        services.TryAddSingleton<SecretChanges>();
        services.TryAddSingleton<InboxHashKeys>();
        services.TryAddSingleton<DeliveryFinder>();
        services.TryAddSingleton(provider => new AuditTrail(
            provider.GetRequiredService<IInbox>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton(provider => new AuditWatch(
            provider.GetRequiredService<IInbox>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(Rekeyer);
        services.TryAddSingleton(provider => new Backups(
            provider.GetRequiredService<IOptions<InboxOptions>>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    private static InboxRekeyer Rekeyer(IServiceProvider provider) => new(
        provider.GetRequiredService<IInbox>(),
        provider.GetRequiredService<InboxStatus>(),
        provider.GetRequiredService<EncryptionKeys>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<InboxRekeyer>>());

    private static SettingsShape Shape(IServiceProvider provider) => EngineSections.ShapeWith(provider.GetServices<InboxEngine>());

    private static T ChosenInboxAs<T>(IServiceProvider provider)
        where T : class
    {
        var inbox = provider.GetRequiredService<IInbox>();
        return inbox as T ?? throw new InvalidOperationException($"The inbox {inbox.GetType()} does not implement {typeof(T)}.");
    }
}
