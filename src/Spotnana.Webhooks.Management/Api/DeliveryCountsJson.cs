namespace Spotnana.Webhooks.Management.Api;

/// <summary>Deliveries by state.</summary>
/// <param name="Pending">Some handler still works on it.</param>
/// <param name="Completed">Every handler is done.</param>
/// <param name="Dead">Dead letters, without those that were discarded.</param>
/// <param name="Unhandled">No handler takes it.</param>
/// <param name="Skipped">Filtered out by the subscription.</param>
/// <param name="Discarded">Of the state dead, but given up on purpose.</param>
internal sealed record DeliveryCountsJson(long Pending, long Completed, long Dead, long Unhandled, long Skipped, long Discarded);
