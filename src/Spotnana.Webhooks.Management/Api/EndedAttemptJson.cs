using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>One attempt that ended.</summary>
/// <param name="Number">Counts from 1, and from 1 again after a redrive.</param>
/// <param name="StartedAt">When its lease was given.</param>
/// <param name="Milliseconds">Null where the lease was lost.</param>
/// <param name="Outcome">completed, retry, dead or lost.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record EndedAttemptJson(int Number, DateTime StartedAt, long? Milliseconds, string Outcome, string? Error)
{
    public static EndedAttemptJson Of(AttemptSummary attempt) => new(
        attempt.Number,
        attempt.StartedAt.UtcDateTime,
        attempt.Duration is { } duration ? (long)duration.TotalMilliseconds : null,
        attempt.Outcome,
        attempt.Error);
}
