namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>A part of a listing.</summary>
/// <param name="Deliveries">The newest first. May be empty although there is a <paramref name="Next"/>.</param>
/// <param name="Next">Where the next part begins. Null: this was the last.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliverySummary> Deliveries, DeliveryCursor? Next);
