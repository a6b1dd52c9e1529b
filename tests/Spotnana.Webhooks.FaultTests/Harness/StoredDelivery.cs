namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>A row of the table delivery with the digest of its body as it is in the file; null where there is none.</summary>
internal sealed record StoredDelivery(string Id, int Copy, int State, int? Reason, string? Sha256);
