namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>What the inbox holds for one handler.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Pending">Handlings that wait, leased ones included.</param>
/// <param name="Dead">Handlings that are dead letters.</param>
/// <param name="WaitingSince">Since when the oldest that is pending waits: its storing or its last redrive. Null when none is.</param>
/// <param name="PausedAt">When it was paused. Null: it is not.</param>
public sealed record HandlerSummary(string Handler, long Pending, long Dead, DateTimeOffset? WaitingSince, DateTimeOffset? PausedAt);
