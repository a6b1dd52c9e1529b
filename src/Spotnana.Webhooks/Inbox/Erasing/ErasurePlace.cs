namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>How far deliveries were looked at, by their numbers.</summary>
/// <param name="Tail">Up to here for all erasures, but for those that are not swept.</param>
/// <param name="SweepAt">Up to here for those that are being swept.</param>
/// <param name="SweepTo">Where their sweep ends. 0: none goes on.</param>
/// <param name="Version">Grows with each change of any erasure, but for its numbers.</param>
public sealed record ErasurePlace(long Tail, long SweepAt, long SweepTo, long Version = 0);
