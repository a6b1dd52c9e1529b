using System.Globalization;
using Spotnana.Webhooks.Benchmarks.Load;
using Spotnana.Webhooks.Benchmarks.Load.Contestants;

namespace Spotnana.Webhooks.Benchmarks.Keeping;

/// <summary>What a delivery costs while an erasure goes through what is stored, beside what it costs without: in turns, in pairs.</summary>
internal sealed class ErasingCost(Comparison comparison, int rounds, Action<string> say)
{
    // Student's t for 95 %, by degrees of freedom from 1 on.
    private static readonly double[] _student = [12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26];

    public async Task RunAsync(ContestantKind kind)
    {
        await using var without = await comparison.StartAsync(kind);
        await using var with = await comparison.StartAsync(kind);
        var rateWithout = await comparison.WarmUpAsync(without, default);
        var rateWith = await comparison.WarmUpAsync(with, default);

        var differences = new List<double>();
        var (handledWith, handledWithout) = (0L, 0L);
        for (var round = 1; round <= rounds; round++)
        {
            var before = await comparison.RunRoundAsync(without, rateWithout, null, default);
            var erasure = await with.Management!.EraseStrangerAsync();
            var during = await comparison.RunRoundAsync(with, rateWith, null, default);
            var (scanned, isComplete) = await with.Management.ReadErasureAsync(erasure);
            var after = await comparison.RunRoundAsync(without, rateWithout, null, default);

            differences.Add((during.MicrosecondsAHandled - (before.MicrosecondsAHandled + after.MicrosecondsAHandled) / 2)!.Value);
            handledWith += during.Answered;
            handledWithout += before.Answered + after.Answered;
            say(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: without {before.MicrosecondsAHandled:0} µs ({before.Rate:0}/s), with {during.MicrosecondsAHandled:0} "
                + $"({during.Rate:0}/s; {scanned} looked at, {(isComplete ? "complete" : "under way")}), "
                + $"without {after.MicrosecondsAHandled:0} ({after.Rate:0}/s)"));
        }

        var mean = differences.Average();
        var deviation = Math.Sqrt(differences.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, differences.Count - 1));
        var interval = differences.Count < 2
            ? double.NaN
            : _student[Math.Min(differences.Count - 2, _student.Length - 1)] * deviation / Math.Sqrt(differences.Count);
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"An erasure costs a delivery {mean:0} µs (95 %: ± {interval:0}), over {handledWith} deliveries with and {handledWithout} without."));
    }
}
