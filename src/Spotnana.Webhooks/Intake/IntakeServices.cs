using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake;

/// <summary>Composes the intake: subscriptions with their secrets, the endpoint, the queue and its writer.</summary>
internal static partial class IntakeServices
{
    public static IServiceCollection AddIntake(this IServiceCollection services)
    {
        services.AddOptions<SubscriptionsOptions>().CheckShape(SubscriptionsOptions.Section, SubscriptionsOptions.Shape).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<SubscriptionsOptions>, SubscriptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SubscriptionsOptions>, SubscriptionsValidator>());
        services.AddOptions<IntakeOptions>().CheckShape(IntakeOptions.Section, IntakeOptions.Shape)
            .BindConfiguration(IntakeOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IntakeOptions>, IntakeOptionsValidator>());

        services.TryAddSingleton(ReadCredentials);
        services.TryAddSingleton<SubscriptionTable>();
        services.TryAddSingleton<EntryReader>();
        services.TryAddSingleton<RereadDelivery>(provider => provider.GetRequiredService<EntryReader>().ReadAgain);
        services.TryAddSingleton(OpenBudget);
        services.TryAddSingleton<ClientAddresses>();
        services.TryAddSingleton<IntakeQueue>();
        services.TryAddSingleton<ReceiptWriter>();
        services.TryAddSingleton<SenderCheck>();
        services.TryAddSingleton<ReceiveEndpoint>();
        services.TryAddSingleton<Readiness>();
        return services;
    }

    private static BufferBudget OpenBudget(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<IntakeOptions>>().Value;
        var bytes = options.BufferedBytes;
        if (options.MaxBufferedBytes == 0)
            Log.Budget(provider.GetRequiredService<ILogger<BufferBudget>>(), bytes);
        return new(bytes, options.AckTimeout, provider.GetRequiredService<TimeProvider>());
    }

    // The validator has read them already, but a file may have gone since.
    private static CredentialTable ReadCredentials(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<SubscriptionsOptions>>().Value;
        var table = new CredentialTable(options, provider.GetRequiredService<IHostEnvironment>());
        var errors = table.Read(options).SelectMany(news => news.Setting.Errors).ToList();
        return errors.Count == 0
            ? table
            : throw new OptionsValidationException(SubscriptionsOptions.Section, typeof(SubscriptionsOptions), errors);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information,
            "At most {Bytes} bytes of bodies are held until they are stored (Intake:MaxBufferedBytes is 0: by the memory at hand)")]
        public static partial void Budget(ILogger logger, long bytes);
    }
}
