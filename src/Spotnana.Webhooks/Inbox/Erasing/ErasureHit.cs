namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>A delivery that an erasure has found.</summary>
/// <param name="Sequence">The delivery's number.</param>
/// <param name="Erasure">The erasure's id.</param>
/// <param name="IsSure">False: its body cannot be read for now, so it may be none.</param>
public readonly record struct ErasureHit(long Sequence, string Erasure, bool IsSure = true);
