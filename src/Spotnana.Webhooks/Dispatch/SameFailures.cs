using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>
/// Tells a bad delivery from an outage: counts how often a delivery made its handler throw the same exception, but only while the handler
/// completes other deliveries. When nothing can be completed, nothing counts, however long that lasts.
/// </summary>
/// <remarks>
/// What it counts is stored with the handling. That the handler worked after the first failure is known of this process only, until it is
/// stored as a second count. Times are those of the inbox's clock.
/// </remarks>
internal sealed class SameFailures
{
    private readonly Lock _lock = new();
    private DateTimeOffset _workedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _doubtedAt = DateTimeOffset.MinValue;

    /// <summary>The handler has completed a delivery.</summary>
    public void Completed(Lease lease)
    {
        lock (_lock)
            _workedAt = Later(_workedAt, lease.LeasedAt);
    }

    /// <summary>The streak after an attempt. Null: the handler did not throw.</summary>
    /// <param name="lease">The lease of the attempt.</param>
    /// <param name="failure">What it threw and where. Null: it did not.</param>
    public FailureStreak? After(Lease lease, string? failure)
    {
        if (failure is null)
            return null;

        lock (_lock)
        {
            var streak = lease.Streak?.Failure == failure ? lease.Streak : null;
            var isBad = streak is not null && (streak.Count > 1 || _workedAt >= streak.Since);
            if (!isBad)
                _doubtedAt = Later(_doubtedAt, lease.LeasedAt); // it may be an outage, until the handler completes something again
            if (streak is null)
                return new FailureStreak(failure, 1);
            return isBad && _workedAt >= _doubtedAt ? streak with { Count = streak.Count + 1 } : streak;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
