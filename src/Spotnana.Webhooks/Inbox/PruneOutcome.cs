namespace Spotnana.Webhooks.Inbox;

/// <summary>The result of pruning one batch.</summary>
/// <param name="Payloads">The number of bodies removed before their deliveries.</param>
/// <param name="Deliveries">The number of deliveries removed, each with everything that belonged to it.</param>
/// <param name="IsMoreDue">True when there may be more to prune now: call again.</param>
public readonly record struct PruneOutcome(int Payloads, int Deliveries, bool IsMoreDue);
