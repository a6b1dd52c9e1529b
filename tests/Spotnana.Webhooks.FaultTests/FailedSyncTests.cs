using System.Text.RegularExpressions;
using Spotnana.Webhooks.FaultTests.Harness;
using Spotnana.Webhooks.TestProcesses;
using Spotnana.Webhooks.TestSources;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>The tool says that a file is written only once the disk has it.</summary>
[Collection(FaultCollection.Name)]
public sealed partial class FailedSyncTests(PublishedService published, ITestOutputHelper output)
{
    [Theory]
    [InlineData("export", "copy", "copy.partial")]
    [InlineData("export", "copy.gz", "copy.gz.partial")]
    [InlineData("backup", "copy", "copy.partial")]
    [InlineData("restore", "copy", "inbox.db.restoring")]
    public async Task Whichever_sync_fails_the_command_fails_and_puts_nothing_in_place(string command, string file, string synced)
    {
        var filled = published.NewFolder("filled");
        await FillAsync(filled);
        for (var number = 1; ; number++)
        {
            var powerCut = await PowerCut.WatchAsync(published, published.NewFolder("inbox"));
            File.Copy(InboxFile.PathIn(filled), InboxFile.PathIn(powerCut.Folder));
            if (command == "restore")
                File.Copy(InboxFile.PathIn(filled), Path.Combine(powerCut.Folder, file));
            var before = Content(powerCut.Folder);
            var (exitCode, printed) = await Tool.RunAsync(
                PublishedService.Dotnet,
                [PublishedService.Tool, "inbox", command, file, "--sqlite", "inbox.db"],
                powerCut.Folder,
                powerCut.Environment(fail: $"{synced} {number}"));

            output.WriteLine(printed);
            if (powerCut.Count("failed " + synced) == 0)
            {
                Assert.Equal(0, exitCode);
                Assert.True(number > 1, "It syncs nothing.");
                return;
            }

            Assert.NotEqual(0, exitCode);
            Assert.Contains("Nothing was", printed, StringComparison.Ordinal);
            Assert.Equal(before, Content(powerCut.Folder));
        }
    }

    [Fact]
    public void No_source_syncs_a_file_in_the_way_that_tells_of_no_failure()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => SilentSync().IsMatch(File.ReadAllText(file)))
            .Select(Path.GetFileName);

        Assert.Equal(["DiskSync.cs"], sources); // on Windows, where it does tell
    }

    private async Task FillAsync(string folder)
    {
        var secret = new Secret();
        var deliveries = new Events(Seed.Next(output)).Take(20);
        using var sender = new Sender(secret);
        await using var service = await ServiceProcess.StartAsync(published, new(folder, secret)
        {
            Environment = { ["Intake__DrainDelay"] = "00:00:00" },
        });
        await sender.SendAsync(service.Webhook, deliveries);
        Assert.Equal(deliveries.Count, sender.Ledger.AcknowledgedCount);
        service.Terminate();
        Assert.Equal(0, await service.WaitForExitAsync());
    }

    /// <summary>Names and sizes, without what each use of an inbox leaves beside it.</summary>
    private static List<(string? Name, long Length)> Content(string folder) => Directory.EnumerateFiles(folder)
        .Where(file => Path.GetExtension(file) is not (".lock" or ".db-wal" or ".db-shm"))
        .Order(StringComparer.Ordinal)
        .Select(file => ((string?)Path.GetFileName(file), new FileInfo(file).Length))
        .ToList();

    [GeneratedRegex(@"\.FlushToDisk\(|\.Flush\((flushToDisk: )?true")]
    private static partial Regex SilentSync();
}
