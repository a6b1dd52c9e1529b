using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Receiver.Management.Api;

/// <summary>One attempt that ended.</summary>
/// <param name="Number">Counts from 1, and again from 1 after a redrive.</param>
/// <param name="StartedAt">When its lease was given.</param>
/// <param name="Milliseconds">Null where the lease was lost.</param>
/// <param name="Outcome">completed, retry, dead or lost.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record AttemptJson(int Number, DateTime StartedAt, long? Milliseconds, string Outcome, string? Error)
{
    public static AttemptJson Of(AttemptSummary attempt) => new(
        attempt.Number, attempt.StartedAt.UtcDateTime, attempt.Duration is { } duration ? (long)duration.TotalMilliseconds : null, attempt.Outcome, attempt.Error);
}
