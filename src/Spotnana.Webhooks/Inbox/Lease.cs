namespace Spotnana.Webhooks.Inbox;

/// <summary>The exclusive, time-limited right to handle the head of one lane.</summary>
public sealed record Lease
{
    /// <summary>How long a suspect waits for another one that is being tried: see <see cref="IsSuspect"/>. 1 s.</summary>
    public static TimeSpan SuspectPause { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The handler that the lane belongs to.</summary>
    public required string Handler { get; init; }

    /// <summary>What is to be handled.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>Counts from 1. It is stored when the lease is given, so that an attempt that ends the process is counted too.</summary>
    public required int Attempt { get; init; }

    /// <summary>How many attempts before this one, in a row, nobody ended: their process died, or their lease ran out.</summary>
    public int LostAttempts { get; init; }

    /// <summary>
    /// True when the last attempt was lost: the handling may be what ended its process. No two suspects are leased at a time, so that
    /// a crash tells which one it was.
    /// </summary>
    public bool IsSuspect => LostAttempts > 0;

    /// <summary>True when a later state of the subject (by version, else by time) was already handled in this lane.</summary>
    public required bool IsStale { get; init; }

    /// <summary>Since when the handling waits: its storing, or its last redrive. <c>Dispatch:RetryFor</c> counts from here.</summary>
    public required DateTimeOffset WaitingSince { get; init; }

    /// <summary>When the lease was given, by the inbox's clock.</summary>
    public required DateTimeOffset LeasedAt { get; init; }

    /// <summary>The engine's key of the lane.</summary>
    public required long Lane { get; init; }

    /// <summary>The engine's key of the delivery.</summary>
    public required long Sequence { get; init; }

    /// <summary>Changes with every lease of the lane: renewing or settling with an old token is refused.</summary>
    public required long Token { get; init; }
}
