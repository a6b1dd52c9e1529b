namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>What an inbox holds.</summary>
/// <param name="Deliveries">How many deliveries are in each state; all five are there.</param>
/// <param name="Backlog">Handlings that wait, leased ones included.</param>
/// <param name="WaitingSince">Since when the oldest of them waits: its storing or its last redrive. Null when none does.</param>
public sealed record InboxSummary(IReadOnlyDictionary<DeliveryState, long> Deliveries, long Backlog, DateTimeOffset? WaitingSince);
