namespace Spotnana.Webhooks.Inbox;

/// <summary>How long an inbox keeps what it is done with. What is pending is kept without end.</summary>
/// <param name="Payloads">How long a body is kept after its delivery was completed, or was stored as unhandled.</param>
/// <param name="DeadLetters">How long a body is kept after its delivery became a dead letter: so long it can be redriven.</param>
/// <param name="Ids">
/// How long the rest is kept after the delivery was settled, and after the time by which it was signed: its id, which recognises
/// duplicates, its SHA-256, its handlings and their attempts. A body that is still there then goes with it.
/// </param>
public sealed record Retention(TimeSpan Payloads, TimeSpan DeadLetters, TimeSpan Ids);
