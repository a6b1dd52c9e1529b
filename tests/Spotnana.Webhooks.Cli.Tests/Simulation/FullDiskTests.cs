using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

/// <summary>On /dev/full every write fails as on a full disk.</summary>
public sealed class FullDiskTests
{
    private const string FullDisk = "/dev/full";

    [Fact]
    public async Task With_the_ledger_on_a_full_disk_the_run_says_so_prints_the_figures_and_writes_the_report()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var report = new TemporaryFile("", "report.json");

        var run = await Simulate(endpoint, "--ledger", FullDisk, "--report", report.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            "The ledger cannot be written, so sending was stopped. ",
            Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("Not everything was delivered: ", run.Out, StringComparison.Ordinal);
        var figures = JsonDocument.Parse(File.ReadAllBytes(report.Path)).RootElement;
        Assert.True(figures.GetProperty("attempts").GetInt32() >= endpoint.Requests.Count);
        Assert.True(figures.GetProperty("notDelivered").GetInt32() > 0);
    }

    [Fact]
    public async Task With_the_report_on_a_full_disk_the_run_says_so_and_prints_the_figures()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await Simulate(endpoint, "--report", FullDisk);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            "The report cannot be written. ", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.Contains("Everything was delivered: ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_both_on_a_full_disk_the_run_says_so_for_each()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await Simulate(endpoint, "--ledger", FullDisk, "--report", FullDisk, "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("^The ledger cannot be written, .+\nThe report cannot be written. .+\n$", run.Error);
        Assert.False(JsonDocument.Parse(Assert.Single(run.Lines)).RootElement.GetProperty("stopped").GetBoolean());
    }

    private static Task<ToolRun> Simulate(Endpoint endpoint, params string[] more) =>
        ToolRun.OnRealClock(["simulate", "--url", endpoint.Url, "--burst", "--bookings", "10", .. more]);
}
