using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Management;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.Receiver.Forwarding;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>Checks settings as the start of the service does, without a start.</summary>
internal static class StartCheck
{
    /// <summary>What the start would report. What it could not explain is thrown.</summary>
    public static IReadOnlyList<string> Errors(params (string Key, string? Value)[] settings) =>
        Errors(source => source.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))));

    public static IReadOnlyList<string> Errors(
        Action<IConfigurationBuilder> addSettings, string environment = "Production", Action<WebhooksBuilder>? addEngines = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = environment });
        addSettings(builder.Configuration);
        var webhooks = builder.Services.AddSpotnanaWebhooks();
        (addEngines ?? AddAllEngines)(webhooks);
        builder.Services.AddSpotnanaWebhooksManagement();
        var errors = ErrorsOf(() => webhooks.AddRoutes(builder.Configuration));
        using var host = builder.Build();
        return [.. errors, .. ErrorsOf(host.Services.GetRequiredService<IStartupValidator>().Validate)];
    }

    private static void AddAllEngines(WebhooksBuilder webhooks) => webhooks.AddSqliteInbox().AddPostgreSqlInbox();

    private static IEnumerable<string> ErrorsOf(Action check)
    {
        try
        {
            check();
            return [];
        }
        catch (OptionsValidationException failure)
        {
            return failure.Failures;
        }
        catch (AggregateException failures)
        {
            return failures.InnerExceptions.Cast<OptionsValidationException>().SelectMany(failure => failure.Failures);
        }
    }
}
