using System.Text;
using Spotnana.Webhooks.FaultTests.Harness;
using Spotnana.Webhooks.TestProcesses;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>The shadow that the power cut's library leaves, shown by a small program that writes a few bytes.</summary>
[Collection(FaultCollection.Name)]
public sealed class PowerCutLibraryTests(PublishedService published)
{
    [Theory]
    [InlineData("write a 0 one", "")]
    [InlineData("write a 0 one sync a", "a=one")]
    [InlineData("write a 0 one datasync a write a 0 two", "a=one")]
    [InlineData("write a 0 one sync a append a two sync a", "a=onetwo")]
    [InlineData("vector a 2 one two sync a", "a=..onetwo")]
    [InlineData("write a 0 onetwo sync a truncate a 3", "a=onetwo")]
    [InlineData("write a 0 onetwo truncate a 3 write a 4 x sync a", "a=one.x")]
    [InlineData("write a 0 one extend a 5 sync a", "a=one..")]
    [InlineData("write a 0 one sync a empty a write a 0 x", "a=one")]
    [InlineData("write a 0 one sync a empty a write a 0 x sync a", "a=x")]
    [InlineData("write a 0 one sync a unlink a", "")]
    [InlineData("write a 0 one sync a unlink a write a 0 two", "")]
    [InlineData("write a 0 one sync a rename a b write b 0 two", "b=one")]
    [InlineData("write a 0 one sync a rename a b write b 0 two sync b", "b=two")]
    [InlineData("write a 0 one write b 0 two sync b rename a b", "b=")]
    [InlineData("write a 0 one sync a kill", "a=one")]
    [InlineData("write x-shm 0 one sync x-shm write a 0 one sync a", "a=one")]
    [InlineData("write a-wal 0 one sync a-wal write a 0 one sync a", "a=one", "-wal")]
    public async Task The_shadow_holds_what_was_synced_and_nothing_else(string script, string expected, string? ignore = null)
    {
        var powerCut = await PowerCut.WatchAsync(published, published.NewFolder("probe"));
        var (_, output) = await RunAsync(script, powerCut, powerCut.Environment(ignore));

        Assert.Equal("", output);
        Assert.Equal(expected, Content(powerCut.Shadow));
        powerCut.AssertFollowed();
    }

    [Fact]
    public async Task A_cut_in_the_middle_of_a_sync_leaves_half_of_it()
    {
        var powerCut = await PowerCut.WatchAsync(published, published.NewFolder("probe"));
        var (exitCode, _) = await RunAsync(
            "write a 0 one sync a sync a write b 0 x sync b write a 3 two write a 6 three sync a write a 0 x sync a", powerCut,
            powerCut.Environment(at: "a 2"));

        Assert.Equal(128 + 9, exitCode);
        Assert.Equal("a=onetwo b=x", Content(powerCut.Shadow));
        Assert.Equal(1, powerCut.Count("cut a"));
    }

    [Fact]
    public async Task A_failed_sync_loses_what_it_was_to_write_even_when_the_next_one_succeeds()
    {
        var powerCut = await PowerCut.WatchAsync(published, published.NewFolder("probe"));
        var environment = powerCut.Environment(fail: "a 2");
        var (exitCode, printed) = await RunAsync("write a 0 one sync a write a 0 two trysync a write a 3 x sync a", powerCut, environment);

        Assert.Equal((0, ""), (exitCode, printed));
        Assert.Equal("a=onex", Content(powerCut.Shadow));
        Assert.Equal(1, powerCut.Count("failed a"));
    }

    [Fact]
    public async Task Writing_through_memory_is_reported_because_it_cannot_be_followed()
    {
        var powerCut = await PowerCut.WatchAsync(published, published.NewFolder("probe"));
        await RunAsync("write a 0 one map a", powerCut, powerCut.Environment());

        Assert.Equal(1, powerCut.Count("unfollowed mmap"));
    }

    private async Task<(int ExitCode, string Output)> RunAsync(
        string script, PowerCut powerCut, Dictionary<string, string> environment) =>
        await Tool.RunAsync(await published.PowerCutProbe.Value, script.Split(' '), powerCut.Folder, environment);

    /// <summary>Names and texts; a dot for a zero byte.</summary>
    private static string Content(string folder) => string.Join(
        ' ',
        Directory.EnumerateFiles(folder)
            .Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)}={Encoding.ASCII.GetString(File.ReadAllBytes(file)).Replace('\0', '.')}"));
}
