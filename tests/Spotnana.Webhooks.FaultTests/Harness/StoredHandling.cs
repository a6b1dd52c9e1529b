namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>A row of the table handling.</summary>
internal sealed record StoredHandling(int State, int Attempts, int? Reason);
