namespace Spotnana.Webhooks.Dispatch;

/// <summary>What a handler says of a delivery: <see cref="Done"/>, <see cref="Retry"/>, <see cref="Reject"/> or <see cref="Unavailable"/>.</summary>
/// <remarks>Reasons are stored and logged: keep traveller data out of them.</remarks>
public readonly record struct HandlerResult
{
    private HandlerResult(HandlerVerdict verdict, string? reason = null, TimeSpan? after = null) => (Verdict, Reason, After) = (verdict, reason, after);

    /// <summary>Handled: never again.</summary>
    public static HandlerResult Done { get; } = new(HandlerVerdict.Done);

    /// <summary>What was decided. The default value of this type is <see cref="HandlerVerdict.Retry"/>: nothing is done by accident.</summary>
    public HandlerVerdict Verdict { get; }

    /// <summary>Why, for the operator.</summary>
    public string? Reason { get; }

    /// <summary>The pause that was asked for; null: the retry schedule's.</summary>
    public TimeSpan? After { get; }

    /// <summary>Not now: try again.</summary>
    /// <param name="after">Not before this much time. Null: as the retry schedule says.</param>
    /// <param name="reason">Why, for the operator, without traveller data.</param>
    public static HandlerResult Retry(TimeSpan? after = null, string? reason = null) => new(HandlerVerdict.Retry, reason, after);

    /// <summary>Never: the delivery becomes a dead letter of this handler, reason <c>rejected</c>.</summary>
    /// <param name="reason">Why, for the operator, without traveller data.</param>
    public static HandlerResult Reject(string reason) => new(HandlerVerdict.Reject, reason);

    /// <summary>
    /// What the handler needs (a database, another service) cannot be reached, so it did nothing, and no other delivery would fare better. It does
    /// not count as an attempt. Until something else is said, this handler gets one delivery at a time, after pauses that grow from 1 s to 30 s;
    /// the others wait, in their order, for <c>Dispatch:RetryFor</c> at most.
    /// </summary>
    /// <param name="reason">Why, for the operator, without traveller data.</param>
    public static HandlerResult Unavailable(string reason) => new(HandlerVerdict.Unavailable, reason);
}
