namespace Spotnana.Webhooks.Inbox;

/// <summary>The result of settling a lease.</summary>
/// <param name="WasHeld">
/// False when the lease was no longer held: then nothing was changed. True as well when an engine finds that this very settlement was
/// already stored and only the answer was lost.
/// </param>
/// <param name="Next">The lane's next head, leased in the same commit. Null where it was not asked for, or none is due.</param>
public readonly record struct SettleOutcome(bool WasHeld, Lease? Next = null);
