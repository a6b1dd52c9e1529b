using System.Globalization;
using System.Text;
using Spotnana.Webhooks.Benchmarks.Load.Measuring;

namespace Spotnana.Webhooks.Benchmarks.Load.Reporting;

/// <summary>The Receiver against the rivals with the same store: figures that mean the same on another machine.</summary>
internal static class RatioTable
{
    public static void Write(StringBuilder text, IReadOnlyList<Standing> standings)
    {
        var ours = standings.Where(standing => standing.Kind.IsOurs).ToList();
        if (ours.Count == 0)
            return;

        text.AppendLine();
        text.AppendLine(
            "| | rate: of bare | × INSERT | × Wolverine | × Wolverine, synced | µs a handled: × bare's 200 | backlog, s of intake |");
        text.AppendLine("|---|---|---|---|---|---|---|");
        var bare = standings.FirstOrDefault(standing => standing.Kind.IsBare)?.Median;
        foreach (var (kind, own) in ours.Select(standing => (standing.Kind, standing.Median)))
        {
            var store = kind.NeedsPostgreSql ? "postgresql" : "sqlite";
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {kind.Name} | {own.Rate / bare?.Rate:0.00} | {Times($"insert-{store}")} | {Times($"wolverine-{store}")} "
                + $"| {Times($"wolverine-{store}-synced")} | {own.MicrosecondsAHandled / bare?.MicrosecondsAnAnswer:0.0} "
                + $"| {own.Backlog / own.Rate:0.00} |");

            string Times(string rival) => standings.FirstOrDefault(standing => standing.Kind.Key == rival) is { } there
                ? (own.Rate / there.Median.Rate).ToString("0.00", CultureInfo.InvariantCulture)
                : "";
        }
    }
}
