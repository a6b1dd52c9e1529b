using Spotnana.Webhooks.TestProcesses;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>
/// Follows what a process writes to a folder, and keeps beside it what a disk would hold after a power cut: the bytes that were
/// synced and no others. The work is done by PowerCut/powercut.c inside the process.
/// </summary>
internal sealed class PowerCut
{
    private readonly string _library;
    private readonly string _report;
    private readonly string _full;

    private PowerCut(string library, string folder, string shadow)
    {
        _library = library;
        Folder = folder;
        Shadow = shadow;
        _report = shadow + ".report";
        _full = shadow + ".full";
    }

    /// <summary>The folder that the process works in.</summary>
    public string Folder { get; }

    /// <summary>The folder with what survives. It starts as an exact copy.</summary>
    public string Shadow { get; }

    public static async Task<PowerCut> WatchAsync(PublishedService published, string folder)
    {
        var shadow = published.NewFolder("shadow");
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            Assert.False(file.EndsWith("-shm", StringComparison.Ordinal), $"{file} should not be here: a machine that starts has none.");
            File.Copy(file, Path.Combine(shadow, Path.GetFileName(file)));
        }

        return new(await published.PowerCutLibrary.Value, folder, shadow);
    }

    /// <summary>While this is set, the process finds the disk full.</summary>
    public bool IsDiskFull
    {
        get => File.Exists(_full);
        set
        {
            if (value)
                File.Create(_full).Dispose();
            else
                File.Delete(_full);
        }
    }

    /// <summary>The settings of the process that is followed.</summary>
    /// <param name="ignore">Syncs of files whose names end in this count as not done.</param>
    /// <param name="at">
    /// The sync in whose middle the power fails: a file's name and a number. A sync with nothing to write is not counted.
    /// </param>
    /// <param name="fail">The sync that fails with EIO, named in the same way; what it was to write is gone for good.</param>
    public Dictionary<string, string> Environment(string? ignore = null, string? at = null, string? fail = null)
    {
        var environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = _library,
            ["POWERCUT_WATCH"] = Folder,
            ["POWERCUT_SHADOW"] = Shadow,
            ["POWERCUT_REPORT"] = _report,
            ["POWERCUT_FULL"] = _full,
        };
        if (ignore is not null)
            environment["POWERCUT_IGNORE"] = ignore;
        if (at is not null)
            environment["POWERCUT_AT"] = at;
        if (fail is not null)
            environment["POWERCUT_FAIL"] = fail;
        return environment;
    }

    /// <summary>How many lines of the report start like this, for example "sync inbox.db-wal".</summary>
    public int Count(string start) =>
        Report().Count(line => line.StartsWith(start + " ", StringComparison.Ordinal));

    /// <summary>Fails where the process was not followed, or wrote in a way that cannot be.</summary>
    public void AssertFollowed()
    {
        Assert.Equal(1, Count("watching"));
        Assert.DoesNotContain(Report(), line => line.StartsWith("unfollowed", StringComparison.Ordinal));
    }

    public static async Task<string> BuildLibraryAsync(string folder)
    {
        var library = Path.Combine(folder, "powercut.so");
        await NativeCode.BuildLibraryAsync(Source("powercut.c"), library);
        return library;
    }

    public static async Task<string> BuildProbeAsync(string folder)
    {
        var probe = Path.Combine(folder, "probe");
        await NativeCode.BuildAsync(Source("probe.c"), probe);
        return probe;
    }

    private static string Source(string name) => Path.Combine(AppContext.BaseDirectory, "PowerCut", name);

    private string[] Report() => File.Exists(_report) ? File.ReadAllLines(_report) : [];
}
