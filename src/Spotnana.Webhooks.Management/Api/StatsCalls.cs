using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Reports what the inbox holds, in counts, and how fast it moves.</summary>
internal sealed class StatsCalls(
    IInboxQuery inbox, IInbox store, IOptions<SubscriptionsOptions> subscriptions, Rates rates, TimeProvider time)
{
    public async Task<Reply> ReadAsync(HttpContext context)
    {
        if (new Parameters(context.Request.Query).Fail(out var refusal))
            return refusal;

        var summary = await inbox.ReadSummaryAsync(context.RequestAborted);
        var counts = new DeliveryCountsJson(
            Of(DeliveryState.Pending),
            Of(DeliveryState.Completed),
            Of(DeliveryState.Dead) - summary.Discarded,
            Of(DeliveryState.Unhandled),
            Of(DeliveryState.Skipped),
            summary.Discarded);
        var heard = await SubscriptionsAsync(context.RequestAborted);
        return Reply.Ok(
            new StatsJson(counts, summary.Backlog, Age.Of(summary.WaitingSince, time), rates.Read(), heard), ApiJson.Compact.StatsJson);

        long Of(DeliveryState state) => summary.Deliveries.GetValueOrDefault(state);
    }

    /// <summary>Null where the engine does not remember it.</summary>
    private async Task<List<SubscriptionJson>?> SubscriptionsAsync(CancellationToken cancellationToken)
    {
        if (store is not IInboxContacts contacts)
            return null;

        var known = (await contacts.ReadContactsAsync(cancellationToken)).ToDictionary(contact => contact.Subscription);
        return [.. subscriptions.Value.Subscriptions.Keys.Order(StringComparer.Ordinal)
            .Select(name => new SubscriptionJson(name, known.GetValueOrDefault(name)?.LastAuthenticAt?.UtcDateTime))];
    }
}
