namespace Spotnana.Webhooks.Inbox.Finding;

/// <summary>Keys to write: all of it is stored, or nothing.</summary>
/// <param name="Place">Up to which delivery keys are written after it. Null: that stays.</param>
/// <param name="Deliveries">The keys.</param>
public sealed record KeyStep(long? Place, IReadOnlyList<KeyedDelivery> Deliveries);
