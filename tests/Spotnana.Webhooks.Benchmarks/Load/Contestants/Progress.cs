namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>How far a contestant is with what it took.</summary>
/// <param name="Handled">Handled since it started.</param>
/// <param name="Backlog">What waits or is being handled; null: only <paramref name="Handled"/> is known.</param>
internal sealed record Progress(long Handled, long? Backlog);
