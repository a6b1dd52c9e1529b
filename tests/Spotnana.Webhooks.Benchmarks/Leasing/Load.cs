namespace Spotnana.Webhooks.Benchmarks.Leasing;

/// <summary>The deliveries that an inbox is filled with.</summary>
/// <param name="Settled">Deliveries that are completed.</param>
/// <param name="Pending">Deliveries that wait.</param>
/// <param name="OfOneSubject">How many of those wait in one lane.</param>
internal sealed record Load(int Settled, int Pending, int OfOneSubject)
{
    public static Load Small { get; } = new(0, 1_000, 0);

    public static Load Full { get; } = new(1_000_000, 100_000, 20_000);

    public static Load Huge { get; } = new(5_000_000, 100_000, 20_000);

    public static Load Short { get; } = new(20_000, 10_000, 2_000);

    public static Load Backlog { get; } = new(1_000_000, 1_000_000, 50_000);

    public override string ToString() => $"{Settled:N0} settled, {Pending:N0} pending, {OfOneSubject:N0} of one subject";
}
