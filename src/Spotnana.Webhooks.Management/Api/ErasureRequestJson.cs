namespace Spotnana.Webhooks.Management.Api;

/// <summary>What somebody wants erased: one of the two, and where.</summary>
internal sealed record ErasureRequestJson(string? Traveler = null, string? Subject = null, string? Subscription = null);
