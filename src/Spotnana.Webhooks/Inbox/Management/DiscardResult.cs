namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>What became of discarding.</summary>
/// <param name="Discarded">Handlings that were given up.</param>
/// <param name="Leased">Handlings that were left because they are leased now.</param>
public readonly record struct DiscardResult(long Discarded, long Leased);
