namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>A stored delivery with its timeline.</summary>
/// <param name="Delivery">The delivery and its handlings.</param>
/// <param name="Attempts">The attempts of all handlers in the order in which they ended; only the last 1,000.</param>
public sealed record DeliveryDetails(DeliverySummary Delivery, IReadOnlyList<AttemptSummary> Attempts);
