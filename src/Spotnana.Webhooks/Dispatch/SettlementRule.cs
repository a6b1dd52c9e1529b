using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Decides how a lease ends. It only compares what it is given: no clock, no chance, no store.</summary>
internal sealed class SettlementRule(DispatchOptions options)
{
    // No store can hold the end of time. Longer than any Dispatch:RetryFor, so that it ends the handling all the same.
    private static readonly TimeSpan _longestDelay = TimeSpan.FromDays(1000);

    /// <summary>Decides before the handler is run. Null: run it.</summary>
    /// <param name="lease">The lease that was given; its attempt is already counted.</param>
    /// <param name="isProbe">
    /// Whether it went through a closed gate. Then what has waited too long ends here, without being the probe.
    /// </param>
    /// <param name="now">The time.</param>
    public Settlement? BeforeRun(Lease lease, bool isProbe, DateTimeOffset now) =>
        lease.Attempt > options.MaxAttempts || lease.LostAttempts >= options.MaxLostAttempts || (isProbe && IsTimeSpent(lease, now))
            ? Settlement.Exhausted(lease)
            : null;

    /// <summary>Decides after the handler was run. Null: the lease was lost, and whoever holds it now settles it.</summary>
    /// <param name="attempt">How the run ended.</param>
    /// <param name="lease">The lease under which it ran.</param>
    /// <param name="isLeaseLost">Whether a renewal showed that the lease is no longer held.</param>
    /// <param name="isDrainOver">Whether the service is shutting down and the time for running handlers is over.</param>
    /// <param name="retryDelay">The retry schedule's pause, for a handler that asked for none of its own.</param>
    /// <param name="now">The time.</param>
    /// <param name="streak">How often it failed like this in a row. Null: it did not throw.</param>
    public Settlement? AfterRun(
        Attempt attempt, Lease lease, bool isLeaseLost, bool isDrainOver, TimeSpan retryDelay, DateTimeOffset now,
        FailureStreak? streak = null) =>
        attempt.Result.Verdict switch
        {
            // The work is done even if the lease is lost: the inbox finds out whether the handling is still ours to complete.
            HandlerVerdict.Done => Settlement.Completed(lease, attempt.Duration),
            _ when isLeaseLost => null,
            HandlerVerdict.Reject => Settlement.Dead(lease, attempt.Duration, attempt.Error, DeadReason.Rejected),

            // A handler that was cut short did not fail.
            _ when isDrainOver => Settlement.Released(lease, now),
            HandlerVerdict.Unavailable => IsTimeSpent(lease, now) ? GiveUp(lease, attempt) : Settlement.Released(lease, now),
            _ when options.MaxSameFailures > 0 && streak?.Count >= options.MaxSameFailures => Settlement.Dead(
                lease, attempt.Duration, $"{attempt.Error}, {streak.Count} times while the handler completed others.",
                DeadReason.Exhausted),
            _ => RetryOrGiveUp(lease, attempt, now + Bounded(attempt.Result.After ?? retryDelay), streak),
        };

    private static TimeSpan Bounded(TimeSpan delay) =>
        delay < TimeSpan.Zero ? TimeSpan.Zero : delay > _longestDelay ? _longestDelay : delay;

    private Settlement RetryOrGiveUp(Lease lease, Attempt attempt, DateTimeOffset dueAt, FailureStreak? streak) =>
        lease.Attempt >= options.MaxAttempts || IsTimeSpent(lease, dueAt)
            ? GiveUp(lease, attempt)
            : Settlement.Retry(lease, attempt.Duration, attempt.Error, dueAt) with { Streak = streak };

    private static Settlement GiveUp(Lease lease, Attempt attempt) =>
        Settlement.Dead(lease, attempt.Duration, attempt.Error, DeadReason.Exhausted);

    private bool IsTimeSpent(Lease lease, DateTimeOffset at) => at > lease.WaitingSince + options.RetryFor;
}
