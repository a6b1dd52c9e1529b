using System.Globalization;
using System.Text;
using Spotnana.Webhooks.Benchmarks.Load.Measuring;

namespace Spotnana.Webhooks.Benchmarks.Load.Reporting;

/// <summary>The tables at the end of a run.</summary>
internal static class MarkdownReport
{
    public static string Write(LoadOptions options, int bodyLength, TimeSpan sync, IReadOnlyList<Standing> standings)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{bodyLength / 1000.0:0.0} KB a body, {options.Subjects} bookings, {options.Connections} connections, "
            + $"{options.Rounds} × {options.Duration.TotalSeconds:0} s after {options.WarmUp.TotalSeconds:0} s of warm-up, "
            + $"{Environment.ProcessorCount} cores; 4 KB and fdatasync {sync.TotalMilliseconds:0.00} ms"
            + $"{(options.SyncDelay > TimeSpan.Zero ? $", slowed by {options.SyncDelay.TotalMilliseconds:0.#} ms" : "")}");
        text.AppendLine();
        text.AppendLine(
            "| | /s | of bare | p50 ms | p99 ms | p99.9 ms | max ms | µs a 200 | µs a handled | database µs | backlog | drain s "
            + "| MB resident | MB peak | not 200 | sender's cores |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        var bare = standings.FirstOrDefault(standing => standing.Kind.IsBare)?.Median.Rate;
        foreach (var standing in standings)
            Row(text, standing.Kind.Name, standing.Median, bare);

        RatioTable.Write(text, standings);
        if (standings.Any(standing => standing.HalfRate is not null))
        {
            text.AppendLine();
            text.AppendLine("| at half its top rate | /s | p50 ms | p99 ms | p99.9 ms | max ms | µs a handled | database µs | backlog | not 200 | not sent |");
            text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|");
            foreach (var (kind, half) in standings.Where(standing => standing.HalfRate is not null).Select(standing => (standing.Kind, standing.HalfRate!)))
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture, $"| {kind.Name} | {half.Rate:0} | {half.P50:0.0} | {half.P99:0.0} | {half.P999:0.0} | {half.Max:0.0} "
                    + $"| {half.MicrosecondsAHandled:0} | {half.DatabaseMicroseconds:0} | {half.Backlog} | {half.Failed} | {half.Unsent} |");
            }
        }

        text.AppendLine();
        text.AppendLine("| what a 200 means | durable | handled | a booking in order | duplicates told |");
        text.AppendLine("|---|---|---|---|---|");
        foreach (var (kind, guarantees) in standings.Select(standing => (standing.Kind, standing.Kind.Guarantees)))
        {
            text.AppendLine(
                    CultureInfo.InvariantCulture, $"| {kind.Name} | {guarantees.Durable ?? "no"} | {Word(guarantees.Handled)} | {Word(guarantees.Ordered)} "
                + $"| {Word(guarantees.Deduplicated)} |");
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, RoundFigures figures, double? bare) => text.AppendLine(
                    CultureInfo.InvariantCulture, $"| {name} | {figures.Rate:0} | {figures.Rate / bare:0.00} | {figures.P50:0.0} | {figures.P99:0.0} | {figures.P999:0.0} "
        + $"| {figures.Max:0} | {figures.MicrosecondsAnAnswer:0} | {figures.MicrosecondsAHandled:0} | {figures.DatabaseMicroseconds:0} "
        + $"| {figures.Backlog} | {figures.DrainSeconds:0.0} | {figures.ResidentMegabytes:0} | {figures.PeakMegabytes:0} | {figures.Failed} "
        + $"| {figures.SenderShare:0.00} |");

    private static string Word(bool yes) => yes ? "yes" : "no";
}
