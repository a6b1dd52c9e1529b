using Spotnana.Webhooks.TestProcesses;
using Spotnana.Webhooks.TestService;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>The service as it would be shipped: published once for all tests, in a folder of its own that goes with the run.</summary>
/// <remarks>The environment variable FAULT_TESTS_SERVICE names a folder with another published service to be tested instead.</remarks>
public sealed class PublishedService : IAsyncLifetime
{
    private int _folders;

    /// <summary>Everything that this run writes is below it.</summary>
    public string RunFolder { get; } = Directory.CreateTempSubdirectory("spotnana-faults-").FullName;

    internal Leash Leash { get; private set; } = null!;

    internal string Program { get; private set; } = "";

    /// <summary>The power cut's library; built when a test first asks for it.</summary>
    internal Lazy<Task<string>> PowerCutLibrary { get; private set; } = null!;

    /// <summary>The program that shows what that library does; likewise.</summary>
    internal Lazy<Task<string>> PowerCutProbe { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Leash = new Leash(RunFolder);
        PowerCutLibrary = new(() => PowerCut.BuildLibraryAsync(RunFolder));
        PowerCutProbe = new(() => PowerCut.BuildProbeAsync(RunFolder));

        var published = ServiceProgram.Folder;
        if (published is null)
        {
            published = Path.Combine(RunFolder, "service");
            await TestProcesses.Tool.RunOrFailAsync(
                Dotnet,
                [
                    "publish", "src/Spotnana.Webhooks.Receiver", "-c", Repository.Configuration, "--no-build", "-nodeReuse:false", "-o",
                    published,
                ],
                Repository.Root);
        }

        Program = ServiceProgram.In(published);
        Assert.True(File.Exists(Program), $"{Program} is missing.");
    }

    /// <summary>A new empty folder.</summary>
    public string NewFolder(string purpose) =>
        Directory.CreateDirectory(Path.Combine(RunFolder, $"{Interlocked.Increment(ref _folders):00}-{purpose}")).FullName;

    public Task DisposeAsync()
    {
        Leash.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The tool, as it was built together with these tests.</summary>
    internal static string Tool { get; } = Path.Combine(
        Repository.Root, "src/Spotnana.Webhooks.Cli/bin", Repository.Configuration, "net10.0", "spotnana-webhooks.dll");

    internal static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
}
