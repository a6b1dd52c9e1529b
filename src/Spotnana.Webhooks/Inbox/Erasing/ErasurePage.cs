using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>Deliveries in the order of their numbers.</summary>
/// <param name="Deliveries">The deliveries, without handlings.</param>
/// <param name="SafeUpTo">No delivery can still appear up to this number, of the page's own. 0: nobody knows of any.</param>
public sealed record ErasurePage(IReadOnlyList<DeliverySummary> Deliveries, long SafeUpTo);
