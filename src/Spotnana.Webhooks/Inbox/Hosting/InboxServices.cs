using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
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
        services.TryAddSingleton(provider => new Backups(
            provider.GetRequiredService<IOptions<InboxOptions>>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    private static SettingsShape Shape(IServiceProvider provider) => EngineSections.ShapeWith(provider.GetServices<InboxEngine>());

    private static T ChosenInboxAs<T>(IServiceProvider provider)
        where T : class
    {
        var inbox = provider.GetRequiredService<IInbox>();
        return inbox as T ?? throw new InvalidOperationException($"The inbox {inbox.GetType()} does not implement {typeof(T)}.");
    }
}
