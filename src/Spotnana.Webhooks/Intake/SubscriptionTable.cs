using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Intake;

/// <summary>All subscriptions of this process.</summary>
internal sealed class SubscriptionTable(IOptions<SubscriptionsOptions> options)
{
    public IReadOnlyList<Subscription> Subscriptions { get; } = [.. options.Value.Subscriptions.Select(entry => new Subscription(entry.Key, entry.Value))];
}
