namespace Spotnana.Webhooks.Receiver.Management.Api;

/// <summary>What became of discarding.</summary>
/// <param name="Discarded">Handlings that were given up.</param>
/// <param name="Leased">Handlings that were left, because an attempt runs.</param>
internal sealed record DiscardJson(long Discarded, long Leased);
