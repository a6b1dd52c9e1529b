using Spotnana.Webhooks.Cli.Simulation.Records;
using Spotnana.Webhooks.Cli.Simulation.Reports;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

public sealed class ReportTextTests
{
    private const int Columns = 80;

    private static readonly string[] _reasons =
        [
            "connection refused", "no answer in time", "connection broken", "no secure connection", "name not resolved",
            "token: unusable answer", "token: connection refused", .. Enumerable.Range(500, 50).Select(status => $"{status}"),
        ];

    [Fact]
    public void With_many_reasons_for_retries_the_most_frequent_are_named_and_the_others_counted()
    {
        var lines = ReportText.Of(Report(_reasons.Index().ToDictionary(reason => reason.Item, reason => 100_000 - reason.Index))).ToList();

        Assert.All(lines, line => Assert.InRange(line.Length, 0, Columns));
        Assert.Equal(
            "  retries          110,000  connection refused: 100,000 and 56 more",
            Assert.Single(lines, line => line.StartsWith("  retries", StringComparison.Ordinal)));
    }

    [Fact]
    public void Few_reasons_are_all_named()
    {
        var lines = ReportText.Of(Report(new() { ["503"] = 7, ["500"] = 1, ["connection refused"] = 12 }));

        Assert.Contains(lines, line => line.EndsWith("  connection refused: 12, 503: 7, 500: 1", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_receiver_says_fits_too_and_so_do_ids_of_any_length()
    {
        var lines = ReportText.Of(Report(
            [], said: Enumerable.Range(0, 300).ToDictionary(number => $"{number} {new string('x', 200)}", number => number),
            givenUp: [.. Enumerable.Range(0, 300).Select(number => $"sha256:{number:x64}")])).ToList();

        Assert.All(lines, line => Assert.InRange(line.Length, 0, Columns));
        Assert.Contains(
            lines,
            line => line.Contains("given up: sha256:0000", StringComparison.Ordinal)
                && line.EndsWith(" and 299 more", StringComparison.Ordinal));
    }

    [Fact]
    public void Progress_in_an_outage_fits_too()
    {
        var lines = LineProgress.Lines(new RecordSnapshot(
            Planned: 770_000, Attempts: 0, Retries: 123_456, Delivered: 123_456, FirstTime: 0, Waiting: 123_456, Bytes: 0,
            "token: no secure connection", TimeSpan.FromHours(100), Failures: new Dictionary<string, int>(),
            Said: new Dictionary<string, int>(), GivenUp: [])).ToList();

        Assert.EndsWith("last: token: no secure connection", lines[^1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, Columns));
    }

    private static SimulationReport Report(
        Dictionary<string, int> failures, Dictionary<string, int>? said = null, IReadOnlyList<string>? givenUp = null) => new(
        "http://localhost", Seed: int.MinValue, Bookings: 100_000, Travelers: 50_000, Organizations: 1_000, Events: 700_000,
        Unknown: 14_000, Duplicates: 70_000, Reordered: 140_000, Late: 35_000, Planned: 770_000, Delivered: 769_999, FirstTime: 769_000,
        Attempts: 999_999, Retries: 110_000, failures, said ?? [], NotDelivered: 1, givenUp ?? [],
        new LatencyFigures(40_000, 40_000, 40_000, 40_000), Seconds: 12_345.6, PerSecond: 62.4, Bytes: 16_500_000_000, Stopped: false);
}
