namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>The backlog, dead letters and pause of one handler.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Pending">The number of handlings that wait, leased ones included.</param>
/// <param name="Dead">The number of handlings that are dead letters, without <see cref="Discarded"/>.</param>
/// <param name="WaitingSince">When the oldest pending one was stored or last redriven. Null when none is pending.</param>
/// <param name="PausedAt">When the handler was paused. Null: it is not.</param>
public sealed record HandlerSummary(string Handler, long Pending, long Dead, DateTimeOffset? WaitingSince, DateTimeOffset? PausedAt)
{
    /// <summary>The number of dead letters that somebody gave up on purpose.</summary>
    public long Discarded { get; init; }

    /// <summary>The summary of a handler. For engines.</summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="stats">Its counts. Null: it never had a handling.</param>
    /// <param name="pausedAt">When it was paused. Null: it is not.</param>
    public static HandlerSummary Of(string handler, HandlerStats? stats, DateTimeOffset? pausedAt)
    {
        var discarded = stats?.Dead.GetValueOrDefault(DeadReason.Discarded) ?? 0;
        var dead = (stats?.Dead.Values.Sum() ?? 0) - discarded;
        return new HandlerSummary(handler, stats?.Pending ?? 0, dead, stats?.WaitingSince, pausedAt) { Discarded = discarded };
    }
}
