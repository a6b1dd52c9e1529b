using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>A delivery that an erasure has found before and could not erase yet.</summary>
/// <param name="Delivery">The delivery, without handlings.</param>
/// <param name="Hit">How it was found.</param>
/// <param name="FoundAt">When.</param>
public sealed record FoundDelivery(DeliverySummary Delivery, ErasureHit Hit, DateTimeOffset FoundAt);
