namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>One attempt that ended.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Number">Counts from 1; a redrive begins again.</param>
/// <param name="StartedAt">When its lease was given.</param>
/// <param name="Duration">How long it took, in whole milliseconds. Null where the lease was lost.</param>
/// <param name="Outcome"><c>completed</c>, <c>retry</c>, <c>dead</c>, or <c>lost</c>: its process ended or was too slow.</param>
/// <param name="Error">Why it failed, without payload values. Null where it did not, or where nobody could say.</param>
public sealed record AttemptSummary(
    string Handler, int Number, DateTimeOffset StartedAt, TimeSpan? Duration, string Outcome, string? Error);
