using System.Globalization;

namespace Spotnana.Webhooks.Cli.Simulation.Reports;

/// <summary>The report for people: in 80 columns.</summary>
internal static class ReportText
{
    public static IEnumerable<string> Of(SimulationReport report)
    {
        yield return Verdict(report);
        yield return "";
        yield return Row("bookings", report.Bookings, $"{ProgressText.Count(report.Travelers)} travelers of {Many(report.Organizations, "organization")}, seed {report.Seed.ToString(CultureInfo.InvariantCulture)}");
        yield return Row("events", report.Events, report.Unknown > 0 ? $"{ProgressText.Count(report.Unknown)} have an event type or operation that is new" : "");
        yield return Row("duplicates", report.Duplicates, "sent a second time, same id and bytes");
        yield return Row("out of order", report.Reordered, "among their neighbours");
        yield return Row("late", report.Late, "towards the end");
        yield return "";
        yield return Row("200 at first", report.FirstTime, $"of {ProgressText.Count(report.Planned)}");
        yield return Row("retries", report.Retries, string.Join(", ", report.Failures.Select(failure => $"{failure.Key}: {ProgressText.Count(failure.Value)}")));
        yield return Row("not delivered", report.NotDelivered, report.GivenUp.Count > 0 ? $"given up: {string.Join(' ', report.GivenUp.Take(2))}{(report.GivenUp.Count > 2 ? " …" : "")}" : "");
        yield return Row("requests", report.Attempts, string.Join(", ", report.Said.Select(said => $"{said.Key} {ProgressText.Count(said.Value)}")));
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"  {"milliseconds",-14} p50 {report.Milliseconds.P50:N0}, p90 {report.Milliseconds.P90:N0}, p99 {report.Milliseconds.P99:N0}, max {report.Milliseconds.Max:N0}");
    }

    private static string Verdict(SimulationReport report)
    {
        var figures = string.Create(CultureInfo.InvariantCulture, $"{report.Delivered:N0} of {report.Planned:N0} in {report.Seconds:0.0} s, {report.PerSecond:N1}/s, {report.Bytes / 1e6:N1} MB");
        return (report.IsGood, report.Stopped) switch
        {
            (true, _) => $"Everything was delivered: {figures}",
            (false, true) => $"Stopped. Delivered {figures}",
            _ => $"Not everything was delivered: {figures}",
        };
    }

    private static string Row(string name, int number, string note) => $"  {name,-14} {ProgressText.Count(number),9}{(note.Length > 0 ? "  " : "")}{note}";

    private static string Many(int count, string what) => $"{ProgressText.Count(count)} {what}{(count == 1 ? "" : "s")}";
}
