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
        WriteTopRates(text, standings);
        RatioTable.Write(text, standings);
        WriteHalfRates(text, standings);
        WriteGuarantees(text, standings);
        return text.ToString();
    }

    private static void WriteTopRates(StringBuilder text, IReadOnlyList<Standing> standings)
    {
        text.AppendLine();
        text.AppendLine(
            "| | /s | of bare | p50 ms | p99 ms | p99.9 ms | max ms | µs a 200 | µs a handled | database µs | backlog | drain s "
            + "| MB resident | MB peak | not 200 | sender's cores |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        var bare = standings.FirstOrDefault(standing => standing.Kind.IsBare)?.Median.Rate;
        foreach (var (kind, round) in standings.Select(standing => (standing.Kind, standing.Median)))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {kind.Name} | {round.Rate:0} | {round.Rate / bare:0.00} | {round.P50:0.0} | {round.P99:0.0} | {round.P999:0.0} "
                + $"| {round.Max:0} | {round.MicrosecondsAnAnswer:0} | {round.MicrosecondsAHandled:0} | {round.DatabaseMicroseconds:0} "
                + $"| {round.Backlog} | {round.DrainSeconds:0.0} | {round.ResidentMegabytes:0} | {round.PeakMegabytes:0} | {round.Failed} "
                + $"| {round.SenderShare:0.00} |");
        }
    }

    private static void WriteHalfRates(StringBuilder text, IReadOnlyList<Standing> standings)
    {
        if (standings.All(standing => standing.HalfRate is null))
            return;

        text.AppendLine();
        text.AppendLine(
            "| at half its top rate | /s | p50 ms | p99 ms | p99.9 ms | max ms | µs a handled | database µs | backlog | not 200 "
            + "| not sent |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (kind, half) in standings.Select(standing => (standing.Kind, standing.HalfRate)))
        {
            if (half is null)
                continue;
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {kind.Name} | {half.Rate:0} | {half.P50:0.0} | {half.P99:0.0} | {half.P999:0.0} | {half.Max:0} "
                + $"| {half.MicrosecondsAHandled:0} | {half.DatabaseMicroseconds:0} | {half.Backlog} | {half.Failed} | {half.Unsent} |");
        }
    }

    private static void WriteGuarantees(StringBuilder text, IReadOnlyList<Standing> standings)
    {
        text.AppendLine();
        text.AppendLine("| what a 200 means | durable | handled | a booking in order | duplicates told |");
        text.AppendLine("|---|---|---|---|---|");
        foreach (var (kind, guarantees) in standings.Select(standing => (standing.Kind, standing.Kind.Guarantees)))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {kind.Name} | {guarantees.Durable ?? "no"} | {Word(guarantees.Handled)} | {Word(guarantees.Ordered)} "
                + $"| {Word(guarantees.Deduplicated)} |");
        }
    }

    private static string Word(bool yes) => yes ? "yes" : "no";
}
