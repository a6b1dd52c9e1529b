namespace Spotnana.Webhooks.Inbox;

/// <summary>What one batch of pruning came to.</summary>
/// <param name="Payloads">Bodies that went before their deliveries.</param>
/// <param name="Deliveries">Deliveries that went, with everything that belonged to them.</param>
/// <param name="IsMoreDue">True when there may be more to prune now: call again.</param>
public readonly record struct PruneOutcome(int Payloads, int Deliveries, bool IsMoreDue);
