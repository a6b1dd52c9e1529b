namespace Spotnana.Webhooks.Inbox;

/// <summary>What waits for one handler and what is parked of it.</summary>
/// <param name="Handler">Its name.</param>
/// <param name="Pending">Handlings that wait, leased ones included.</param>
/// <param name="WaitingSince">Since when the oldest of them waits: its storing or its last redrive. Null when none waits.</param>
/// <param name="Dead">Handlings that are dead letters, by reason. Reasons without any may be missing.</param>
public sealed record HandlerStats(string Handler, long Pending, DateTimeOffset? WaitingSince, IReadOnlyDictionary<DeadReason, long> Dead);
