namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>The result of the redrive of many deliveries; of a dry run, the result that a real one would have.</summary>
/// <param name="Deliveries">The number of deliveries that were redriven.</param>
/// <param name="Handlings">The number of their handlings that were put back.</param>
/// <param name="Left">The number of matching deliveries left as they are: leased, still without a handler, or without a body.</param>
public sealed record RedriveTotals(long Deliveries, long Handlings, long Left)
{
    /// <summary>Adds the result of one more delivery. For engines.</summary>
    public RedriveTotals Plus(RedriveResult one) =>
        one.Outcome == RedriveOutcome.Redriven
            ? this with { Deliveries = Deliveries + 1, Handlings = Handlings + one.Handlings }
            : this with { Left = Left + 1 };
}
