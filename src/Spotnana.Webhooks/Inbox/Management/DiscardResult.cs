namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>The result of discarding.</summary>
/// <param name="Discarded">The number of handlings discarded; 1 for a quarantined delivery, which has none.</param>
/// <param name="Leased">The number of handlings left alone because they are leased.</param>
public readonly record struct DiscardResult(long Discarded, long Leased);
