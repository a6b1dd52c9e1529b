namespace Spotnana.Webhooks.Dispatch;

/// <summary>A handler's answer: <see cref="Done"/>, <see cref="Retry"/>, <see cref="Reject"/> or <see cref="Unavailable"/>.</summary>
/// <remarks>Reasons are stored and logged: keep traveller data out of them.</remarks>
public readonly record struct HandlerResult
{
    private HandlerResult(HandlerVerdict verdict, string? reason = null, TimeSpan? after = null) =>
        (Verdict, Reason, After) = (verdict, reason, after);

    /// <summary>The delivery is handled. The handler does not get it again.</summary>
    public static HandlerResult Done { get; } = new(HandlerVerdict.Done);

    /// <summary>
    /// The decision. In the default value of this type it is <see cref="HandlerVerdict.Retry"/>, so that nothing is done by accident.
    /// </summary>
    public HandlerVerdict Verdict { get; }

    /// <summary>Why, for the operator. Null where the handler gave no reason.</summary>
    public string? Reason { get; }

    /// <summary>The pause that the handler asked for. Null: the retry schedule's.</summary>
    public TimeSpan? After { get; }

    /// <summary>Not now. Try again later; this attempt counts.</summary>
    /// <param name="after">The pause before the next attempt. Null: as the retry schedule says.</param>
    /// <param name="reason">Why, for the operator, without traveller data.</param>
    public static HandlerResult Retry(TimeSpan? after = null, string? reason = null) => new(HandlerVerdict.Retry, reason, after);

    /// <summary>Never. The delivery becomes a dead letter of this handler, with the reason <c>rejected</c>.</summary>
    /// <param name="reason">Why, for the operator, without traveller data.</param>
    public static HandlerResult Reject(string reason) => new(HandlerVerdict.Reject, reason);

    /// <summary>
    /// What the handler needs (a database, another service) cannot be reached, so it did nothing, and it could not handle any other
    /// delivery either. This does not count as an attempt. Until the handler gives another answer, it gets one delivery at a time, after
    /// pauses that grow from 1 s to 30 s; the others wait, in their order, for <c>Dispatch:RetryFor</c> at most.
    /// </summary>
    /// <param name="reason">Why, for the operator, without traveller data.</param>
    public static HandlerResult Unavailable(string reason) => new(HandlerVerdict.Unavailable, reason);
}
