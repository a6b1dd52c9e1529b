namespace Spotnana.Webhooks.Management.Api;

/// <summary>Receipts, the newest first.</summary>
internal sealed record ErasureListJson(IReadOnlyList<ErasureJson> Erasures);
