namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>One attempt that ended.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Number">The attempt's number, from 1; a redrive starts again at 1.</param>
/// <param name="StartedAt">When its lease was given.</param>
/// <param name="Duration">How long it took, in whole milliseconds. Null where the lease was lost.</param>
/// <param name="Outcome"><c>completed</c>, <c>retry</c>, <c>dead</c>, or <c>lost</c>: its process ended or was too slow.</param>
/// <param name="Error">Why it failed, without payload values. Null where it did not fail, or where the reason is unknown.</param>
public sealed record AttemptSummary(
    string Handler, int Number, DateTimeOffset StartedAt, TimeSpan? Duration, string Outcome, string? Error);
