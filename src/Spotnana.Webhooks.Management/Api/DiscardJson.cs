namespace Spotnana.Webhooks.Management.Api;

/// <summary>The result of discarding.</summary>
/// <param name="Discarded">Handlings that were given up.</param>
/// <param name="Leased">Handlings that were left because an attempt was running.</param>
internal sealed record DiscardJson(long Discarded, long Leased);
