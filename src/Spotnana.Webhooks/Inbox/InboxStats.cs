namespace Spotnana.Webhooks.Inbox;

/// <summary>What waits in an inbox and what is parked there.</summary>
/// <param name="Handlers">
/// One for each handler that something was ever stored for, configured or not; a handler without any handling may be missing.
/// </param>
/// <param name="Quarantined">
/// Deliveries that are dead letters without any handler, by reason: <see cref="DeadReason.Unreadable"/>, <see cref="DeadReason.Conflict"/>.
/// Reasons without any may be missing.
/// </param>
public sealed record InboxStats(IReadOnlyList<HandlerStats> Handlers, IReadOnlyDictionary<DeadReason, long> Quarantined);
