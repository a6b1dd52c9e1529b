using System.Xml.Linq;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>The verdict is told whatever becomes of the file, and the file is there whole or not at all.</summary>
public sealed class JUnitFileTests
{
    [Fact]
    public async Task On_a_full_disk_the_verdict_is_printed_and_then_that_the_file_is_missing()
    {
        await using var receiver = await SmallReceiver.StartAsync();

        var run = await ToolRun.OnRealClock("certify", "--url", receiver.Url, "--junit", "/dev/full");

        Assert.Contains(": Certified. ", run.Out, StringComparison.Ordinal);
        Assert.StartsWith("--junit: /dev/full was not written. ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_the_former_file_and_nothing_beside_it()
    {
        using var stop = new CancellationTokenSource();
        await using var receiver = await SmallReceiver.StartAsync(new()
        {
            Says = _ =>
            {
                stop.Cancel();
                return "";
            },
        });
        using var file = new TemporaryFile("the former report");

        var run = await ToolRun.Until(stop.Token, "certify", "--url", receiver.Url, "--junit", file.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("Stopped.\n", run.Error);
        Assert.Equal("the former report", await File.ReadAllTextAsync(file.Path));
        Assert.Equal([file.Path], Directory.GetFiles(Path.GetDirectoryName(file.Path)!));
    }

    [Fact]
    public async Task A_longer_former_file_is_replaced()
    {
        await using var receiver = await SmallReceiver.StartAsync();
        using var file = new TemporaryFile(new string('x', 100_000));

        var run = await ToolRun.OnRealClock("certify", "--url", receiver.Url, "--junit", file.Path);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("testsuites", XDocument.Load(file.Path).Root!.Name);
        Assert.Equal([file.Path], Directory.GetFiles(Path.GetDirectoryName(file.Path)!));
    }

    [Fact]
    public async Task Links_that_somebody_planted_are_replaced_and_what_they_lead_to_stays()
    {
        await using var receiver = await SmallReceiver.StartAsync();
        using var file = new TemporaryFile("precious");
        var report = Path.Combine(Path.GetDirectoryName(file.Path)!, "certify.xml");
        File.CreateSymbolicLink(report, file.Path);
        File.CreateSymbolicLink(report + ".partial", file.Path);

        var run = await ToolRun.OnRealClock("certify", "--url", receiver.Url, "--junit", report);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("precious", await File.ReadAllTextAsync(file.Path));
        Assert.Null(new FileInfo(report).LinkTarget);
        Assert.Equal("testsuites", XDocument.Load(report).Root!.Name);
        Assert.Equal([file.Path, report], Directory.GetFiles(Path.GetDirectoryName(file.Path)!).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("missing/certify.xml")]
    public async Task A_place_that_cannot_be_written_is_refused_before_anything_is_sent(string name)
    {
        await using var receiver = await SmallReceiver.StartAsync();
        using var file = new TemporaryFile("");
        var path = Path.Combine(Path.GetDirectoryName(file.Path)!, name);

        var run = await ToolRun.OnRealClock("certify", "--url", receiver.Url, "--junit", path);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"--junit: {path} cannot be written. ", run.Error, StringComparison.Ordinal);
        Assert.Empty(receiver.Requests);
    }
}
