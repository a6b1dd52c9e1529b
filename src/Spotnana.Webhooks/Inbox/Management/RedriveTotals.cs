namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>What became of the redrive of many deliveries; of a dry run, what would become of them.</summary>
/// <param name="Deliveries">Deliveries that were redriven.</param>
/// <param name="Handlings">Handlings of them that were put back.</param>
/// <param name="Left">Deliveries that matched but were left as they are: busy, still without a handler, or without a body.</param>
public sealed record RedriveTotals(long Deliveries, long Handlings, long Left)
{
    /// <summary>Adds what became of one more delivery. A help for engines.</summary>
    public RedriveTotals Plus(RedriveResult one) =>
        one.Outcome == RedriveOutcome.Redriven
            ? this with { Deliveries = Deliveries + 1, Handlings = Handlings + one.Handlings }
            : this with { Left = Left + 1 };
}
