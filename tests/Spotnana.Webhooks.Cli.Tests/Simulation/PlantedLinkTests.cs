using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

public sealed class PlantedLinkTests
{
    [Fact]
    public async Task Neither_ledger_nor_report_is_written_through_a_link()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var file = new TemporaryFile("precious");
        string[] names = ["ledger.jsonl", "report.json", "report.json.partial"];
        string[] paths = [.. names.Select(name => Path.Combine(Path.GetDirectoryName(file.Path)!, name))];
        foreach (var path in paths)
            File.CreateSymbolicLink(path, file.Path);

        var run = await ToolRun.OnRealClock(
            "simulate", "--url", endpoint.Url, "--burst", "--bookings", "5", "--ledger", paths[0], "--report", paths[1]);

        Assert.Equal((0, "precious"), (run.ExitCode, await File.ReadAllTextAsync(file.Path)));
        Assert.Equal(endpoint.Requests.Count, (await File.ReadAllLinesAsync(paths[0])).Length);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(await File.ReadAllTextAsync(paths[1])).RootElement.ValueKind);
        Assert.False(Path.Exists(paths[2]));
    }
}
