namespace Spotnana.Webhooks.Management.Api;

/// <summary>The erasures that are not complete.</summary>
/// <param name="Open">How many there are.</param>
/// <param name="Waiting">How many deliveries they have found that still wait.</param>
internal sealed record ErasuresJson(int Open, long Waiting);
