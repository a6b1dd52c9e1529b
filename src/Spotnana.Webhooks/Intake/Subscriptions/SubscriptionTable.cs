using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>All subscriptions of this process.</summary>
internal sealed partial class SubscriptionTable
{
    public SubscriptionTable(IOptions<SubscriptionsOptions> options, CredentialTable credentials, ILogger<SubscriptionTable> logger)
    {
        Subscriptions =
        [
            .. options.Value.Subscriptions.Zip(credentials.Subscriptions, (entry, own) => new Subscription(entry.Key, entry.Value, own)),
        ];

        // The set is open: an unknown name may be newer than this release. Or it is misspelled, and then what was wanted is skipped.
        foreach (var (name, subscription) in options.Value.Subscriptions)
        {
            foreach (var unknown in subscription.EventTypes.Where(eventType => !EventType.Known.Contains(new EventType(eventType))))
                Log.UnknownEventType(logger, name, unknown, string.Join(", ", EventType.Known));
        }
    }

    public IReadOnlyList<Subscription> Subscriptions { get; }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Subscriptions:{Subscription}:EventTypes names {EventType}, which this release does not know: check its spelling. Event types that are not named are skipped. Known are {Known}.")]
        public static partial void UnknownEventType(ILogger logger, string subscription, string eventType, string known);
    }
}
