namespace Spotnana.Webhooks.Dispatch;

/// <summary>How one run of a handler ended.</summary>
/// <param name="Result">The handler's answer; <see cref="HandlerVerdict.Retry"/> where it threw or did not end in time.</param>
/// <param name="Duration">By the monotonic clock.</param>
/// <param name="Error">Why it failed, without payload values; empty where it did not.</param>
/// <param name="Failure">What it threw and where, without the message. Null: it did not throw.</param>
internal readonly record struct Attempt(HandlerResult Result, TimeSpan Duration, string Error, string? Failure = null)
{
    public bool IsUnavailable => Result.Verdict == HandlerVerdict.Unavailable;
}
