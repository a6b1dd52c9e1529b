using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>Binds the subscriptions. The binder cannot tell "no such key" from "empty list", and here they differ.</summary>
internal sealed class SubscriptionsSetup(IConfiguration configuration) : IConfigureOptions<SubscriptionsOptions>
{
    private const string PublishedApiVersion = "2.0";

    public void Configure(SubscriptionsOptions options)
    {
        foreach (var section in configuration.GetSection(SubscriptionsOptions.Section).GetChildren())
        {
            var subscription = new SubscriptionOptions();
            section.Bind(subscription);
            if (!section.GetSection(nameof(SubscriptionOptions.ApiVersions)).Exists())
                subscription.ApiVersions.Add(PublishedApiVersion);
            KeepEmpty(section.GetSection(nameof(SubscriptionOptions.RequiredHeaders)), subscription.RequiredHeaders);
            KeepEmpty(section.GetSection(nameof(SubscriptionOptions.RequiredHeaderFiles)), subscription.RequiredHeaderFiles);
            options.Subscriptions[section.Key] = subscription;
        }
    }

    // The binder drops an entry without a value: the header would silently not be required.
    private static void KeepEmpty(IConfigurationSection section, IDictionary<string, string> values)
    {
        foreach (var entry in section.GetChildren())
            values[entry.Key] = entry.Value ?? "";
    }
}
