namespace Spotnana.Webhooks.Inbox;

/// <summary>The exclusive, time-limited right to handle the head of one lane.</summary>
public sealed record Lease
{
    /// <summary>How long a suspect waits while another one is being tried: 1 s. See <see cref="IsSuspect"/>.</summary>
    public static TimeSpan SuspectPause { get; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// For how long after the end of its lease a suspect still keeps others from being leased: 1 h. Its handler may be paused, or gone.
    /// </summary>
    public static TimeSpan LongestSuspicion { get; } = TimeSpan.FromHours(1);

    /// <summary>The handler that the lane belongs to.</summary>
    public required string Handler { get; init; }

    /// <summary>The delivery to handle.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>
    /// The number of this attempt, from 1. It is stored when the lease is given, so that an attempt that kills the process counts too.
    /// </summary>
    public required int Attempt { get; init; }

    /// <summary>How many attempts in a row just before this one were lost: their process died, or their lease ran out.</summary>
    public int LostAttempts { get; init; }

    /// <summary>
    /// True when the previous attempt was lost, so that this handling may be what killed the process. No two suspects are leased at a time,
    /// so that a crash shows which one it was.
    /// </summary>
    public bool IsSuspect => LostAttempts > 0;

    /// <summary>True when a later state of the subject (by version, else by time) was already handled in this lane.</summary>
    public required bool IsStale { get; init; }

    /// <summary>When the handling was stored or last redriven. <c>Dispatch:RetryFor</c> counts from then.</summary>
    public required DateTimeOffset WaitingSince { get; init; }

    /// <summary>When the lease was given, by the inbox's clock.</summary>
    public required DateTimeOffset LeasedAt { get; init; }

    /// <summary>The failure of the last attempts, where it was the same one: see <see cref="Settlement.Streak"/>. Null: none.</summary>
    public FailureStreak? Streak { get; init; }

    /// <summary>The engine's key of the lane.</summary>
    public required long Lane { get; init; }

    /// <summary>The engine's key of the delivery.</summary>
    public required long Sequence { get; init; }

    /// <summary>Changes with every lease of the lane: renewing or settling with an old token is refused.</summary>
    public required long Token { get; init; }
}
