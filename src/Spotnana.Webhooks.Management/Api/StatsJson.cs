namespace Spotnana.Webhooks.Management.Api;

/// <summary>Counts of what the inbox holds, and how fast it moves.</summary>
/// <param name="Deliveries">Counts by state.</param>
/// <param name="Backlog">Handlings that wait, those being handled included.</param>
/// <param name="OldestPendingSeconds">For how long the oldest of them has been waiting.</param>
/// <param name="Rates">Per second, over the last minute, in this process.</param>
/// <param name="Subscriptions">When each was last heard. Null where the inbox's engine does not remember it.</param>
internal sealed record StatsJson(
    DeliveryCountsJson Deliveries, long Backlog, double? OldestPendingSeconds, RatesJson Rates,
    IReadOnlyList<SubscriptionJson>? Subscriptions);
