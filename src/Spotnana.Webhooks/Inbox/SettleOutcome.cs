namespace Spotnana.Webhooks.Inbox;

/// <summary>What became of a settlement.</summary>
/// <param name="WasHeld">
/// False when the lease was no longer held: then nothing is changed. An engine may find that this very settlement was stored before, and
/// its answer lost: that is true.
/// </param>
/// <param name="Next">The lane's next head, leased in the same commit. Null where it was not asked for, or none is due.</param>
public readonly record struct SettleOutcome(bool WasHeld, Lease? Next = null);
