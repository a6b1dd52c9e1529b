namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>What a 200 of a contestant means.</summary>
/// <param name="Durable">Where the delivery is when the 200 leaves; null: nowhere that survives.</param>
/// <param name="Handled">Whether code runs for it, again where it fails.</param>
/// <param name="Ordered">Whether the deliveries of one booking go one after the other.</param>
/// <param name="Deduplicated">Whether a second one with the same id is taken for what it is.</param>
internal sealed record Guarantees(string? Durable, bool Handled, bool Ordered, bool Deduplicated)
{
    public static Guarantees None { get; } = new(null, false, false, false);
}
