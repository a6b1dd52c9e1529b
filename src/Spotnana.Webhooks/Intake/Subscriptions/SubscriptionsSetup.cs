using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Settings;

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
            section.GetSection(nameof(SubscriptionOptions.RequiredHeaders)).KeepEmpty(subscription.RequiredHeaders);
            section.GetSection(nameof(SubscriptionOptions.RequiredHeaderFiles)).KeepEmpty(subscription.RequiredHeaderFiles);
            options.Subscriptions[section.Key] = subscription;
        }
    }
}
