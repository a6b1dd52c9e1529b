namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>One page of a listing.</summary>
/// <param name="Deliveries">The deliveries, newest first. May be empty although there is a <paramref name="Next"/>.</param>
/// <param name="Next">Where the next page begins. Null: this is the last one.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliverySummary> Deliveries, DeliveryCursor? Next);
