namespace Spotnana.Webhooks.Inbox;

/// <summary>The backlog and the dead letters of one handler.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Pending">The number of handlings that wait, leased ones included.</param>
/// <param name="WaitingSince">When the oldest of them was stored or last redriven. Null when none waits.</param>
/// <param name="Dead">The number of dead letters by reason. A reason without any may be missing.</param>
public sealed record HandlerStats(string Handler, long Pending, DateTimeOffset? WaitingSince, IReadOnlyDictionary<DeadReason, long> Dead);
