namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// How a lease ends. Made by <see cref="Completed"/>, <see cref="Retry"/>, <see cref="Dead"/>,
/// <see cref="Exhausted"/> and <see cref="Released"/>.
/// </summary>
public sealed record Settlement
{
    private Settlement(Lease lease, SettlementKind kind) => (Lease, Kind) = (lease, kind);

    /// <summary>The lease that ends.</summary>
    public Lease Lease { get; }

    /// <summary>Whether the handling is completed, pending again or dead.</summary>
    public SettlementKind Kind { get; }

    /// <summary>The state of the handling afterwards.</summary>
    public HandlingState State => Kind switch
    {
        SettlementKind.Completed => HandlingState.Completed,
        SettlementKind.Dead => HandlingState.Dead,
        _ => HandlingState.Pending,
    };

    /// <summary>The word under which the attempt is recorded: one of <see cref="AttemptOutcome"/>.</summary>
    public string Outcome => Kind switch
    {
        SettlementKind.Completed => AttemptOutcome.Completed,
        SettlementKind.Dead => AttemptOutcome.Dead,
        _ => AttemptOutcome.Retry,
    };

    /// <summary>Set for <see cref="SettlementKind.Dead"/> only.</summary>
    public DeadReason? Reason { get; private init; }

    /// <summary>Set for <see cref="SettlementKind.Pending"/> only: the handling is not leased before this time.</summary>
    public DateTimeOffset? DueAt { get; private init; }

    /// <summary>How long the attempt took. Null when the handler was not run: then no attempt is recorded.</summary>
    public TimeSpan? Duration { get; private init; }

    /// <summary>Why the attempt failed, without any payload value. Null when it did not fail.</summary>
    public string? Error { get; private init; }

    /// <summary>
    /// The failure of this attempt and the ones before it, which is stored with the handling for its next lease. Null: it failed otherwise,
    /// and what was stored is forgotten. Not looked at when the attempt does not count.
    /// </summary>
    public FailureStreak? Streak { get; init; }

    /// <summary>True when the attempt that the lease counted does not count after all.</summary>
    public bool GivesAttemptBack => Duration is null;

    /// <summary>The handler is done with the delivery.</summary>
    public static Settlement Completed(Lease lease, TimeSpan duration) =>
        new(lease, SettlementKind.Completed) { Duration = duration };

    /// <summary>The attempt failed; the next one is due at <paramref name="dueAt"/>.</summary>
    public static Settlement Retry(Lease lease, TimeSpan duration, string error, DateTimeOffset dueAt) =>
        new(lease, SettlementKind.Pending) { Duration = duration, Error = error, DueAt = dueAt };

    /// <summary>The attempt failed and was the last.</summary>
    public static Settlement Dead(Lease lease, TimeSpan duration, string error, DeadReason reason) =>
        new(lease, SettlementKind.Dead) { Duration = duration, Error = error, Reason = reason };

    /// <summary>
    /// The handler was not run again: too many attempts were lost, or the time ran out while the handler was unavailable.
    /// </summary>
    public static Settlement Exhausted(Lease lease) =>
        new(lease, SettlementKind.Dead) { Reason = DeadReason.Exhausted };

    /// <summary>Given back unhandled, at shutdown or while the handler is unavailable: due again at <paramref name="dueAt"/>.</summary>
    public static Settlement Released(Lease lease, DateTimeOffset dueAt) =>
        new(lease, SettlementKind.Pending) { DueAt = dueAt };
}
