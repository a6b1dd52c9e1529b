namespace Spotnana.Webhooks.Inbox;

/// <summary>How long an inbox keeps deliveries that are no longer pending. Pending ones are kept without limit.</summary>
/// <param name="Payloads">How long a body is kept after its delivery was completed, or was stored as unhandled.</param>
/// <param name="DeadLetters">How long a body is kept, and can be redriven, after its delivery became a dead letter.</param>
/// <param name="Ids">
/// How long the rest of a delivery is kept: its id, which recognises duplicates, its SHA-256, its handlings and their attempts. Counted
/// from the time when it ceased to be pending or from its signed timestamp, whichever is later. A body that is still there goes with it.
/// </param>
public sealed record Retention(TimeSpan Payloads, TimeSpan DeadLetters, TimeSpan Ids);
