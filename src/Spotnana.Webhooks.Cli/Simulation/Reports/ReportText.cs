using System.Globalization;
using Spotnana.Webhooks.Cli.Http;

namespace Spotnana.Webhooks.Cli.Simulation.Reports;

/// <summary>The report for people: in 80 columns.</summary>
internal static class ReportText
{
    private const int Columns = 80;
    private const int NameWidth = 14;
    private const int NumberWidth = 9;
    private const int RoomForNote = Columns - 2 - NameWidth - 1 - NumberWidth - 2;
    private const int LongestItem = 24;

    public static IEnumerable<string> Of(SimulationReport report)
    {
        yield return Verdict(report);
        yield return "";
        var travelers = $"{ProgressText.Count(report.Travelers)} travelers of {Many(report.Organizations, "organization")}";
        yield return Row("bookings", report.Bookings, travelers);
        yield return string.Create(CultureInfo.InvariantCulture, $"  {"seed",-NameWidth} {report.Seed,NumberWidth}");
        var unknown = report.Unknown > 0 ? $"{ProgressText.Count(report.Unknown)} have an event type or operation that is new" : "";
        yield return Row("events", report.Events, unknown);
        yield return Row("duplicates", report.Duplicates, "sent a second time, same id and bytes");
        yield return Row("out of order", report.Reordered, "after a newer event of the same subject");
        yield return Row("late", report.Late, "towards the end");
        yield return "";
        yield return Row("200 at first", report.FirstTime, $"of {ProgressText.Count(report.Planned)}");
        yield return Row("retries", report.Retries, Counts(report.Failures, ": "));
        var givenUp = report.GivenUp.Count > 0 ? List("given up: ", [.. report.GivenUp.Select(Cut)]) : "";
        yield return Row("not delivered", report.NotDelivered, givenUp);
        yield return Row("requests", report.Attempts, Counts(report.Said, " "));
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"  {"milliseconds",-NameWidth} p50 {report.Milliseconds.P50:N0}, p90 {report.Milliseconds.P90:N0}, p99 "
            + $"{report.Milliseconds.P99:N0}, max {report.Milliseconds.Max:N0}");
    }

    private static string Verdict(SimulationReport report)
    {
        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Delivered:N0} of {report.Planned:N0} in {Short(report.Seconds)} s, {ProgressText.Rate(report.PerSecond)}, "
            + $"{Short(report.Bytes / 1e6)} MB");
        return (report.IsGood, report.Stopped) switch
        {
            (true, _) => $"Everything was delivered: {figures}",
            (false, true) => $"Stopped. Delivered {figures}",
            _ => $"Not everything was delivered: {figures}",
        };
    }

    private static string Row(string name, int number, string note) =>
        $"  {name,-NameWidth} {ProgressText.Count(number),NumberWidth}{(note.Length > 0 ? "  " : "")}{note}";

    // The most frequent first: a receiver in trouble has many ways to fail, and the JSON report has them all
    private static string Counts(IReadOnlyDictionary<string, int> counts, string between) => List(
        "",
        [
            .. counts
                .OrderByDescending(count => count.Value)
                .ThenBy(count => count.Key, StringComparer.Ordinal)
                .Select(count => $"{Cut(count.Key)}{between}{ProgressText.Count(count.Value)}"),
        ]);

    /// <summary>As many of them as fit, and how many more there are.</summary>
    private static string List(string before, IReadOnlyList<string> items)
    {
        for (var shown = items.Count; ; shown--)
        {
            var rest = items.Count - shown;
            var text = before + string.Join(", ", items.Take(shown)) + (rest == 0 ? "" : $" and {ProgressText.Count(rest)} more");
            if (text.Length <= RoomForNote || shown <= 1)
                return text;
        }
    }

    private static string Cut(string text) => Printable.Line(text, LongestItem);

    private static string Short(double number) => number.ToString(number < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    private static string Many(int count, string what) => $"{ProgressText.Count(count)} {what}{(count == 1 ? "" : "s")}";
}
