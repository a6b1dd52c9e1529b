namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>The backlog, dead letters and pause of one handler.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Pending">The number of handlings that wait, leased ones included.</param>
/// <param name="Dead">The number of handlings that are dead letters.</param>
/// <param name="WaitingSince">When the oldest pending one was stored or last redriven. Null when none is pending.</param>
/// <param name="PausedAt">When the handler was paused. Null: it is not.</param>
public sealed record HandlerSummary(string Handler, long Pending, long Dead, DateTimeOffset? WaitingSince, DateTimeOffset? PausedAt);
