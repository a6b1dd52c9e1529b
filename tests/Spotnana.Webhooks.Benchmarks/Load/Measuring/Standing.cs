using Spotnana.Webhooks.Benchmarks.Load.Contestants;

namespace Spotnana.Webhooks.Benchmarks.Load.Measuring;

/// <summary>All that a contestant showed.</summary>
internal sealed record Standing(ContestantKind Kind, List<RoundFigures> Rounds)
{
    /// <summary>A round at half the top rate; null: it was not asked for.</summary>
    public RoundFigures? HalfRate { get; set; }

    public RoundFigures Median => RoundFigures.MedianOf(Rounds);
}
