using System.Globalization;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>
/// The memory of a container. FAULT_TESTS_CGROUP names the folder of a memory cgroup (v1 or v2) below which one with this limit is made;
/// without it the runtime alone is told what the service leaves to its heap in such a container.
/// </summary>
internal sealed class MemoryLimit : IDisposable
{
    /// <summary>As the service's project file has it.</summary>
    private const int HeapPercent = 40;

    private static readonly string[] LimitFiles = ["memory.max", "memory.limit_in_bytes"];

    private readonly string? _group;

    public MemoryLimit(int megabytes)
    {
        var bytes = (long)megabytes << 20;
        if (System.Environment.GetEnvironmentVariable("FAULT_TESTS_CGROUP") is not { Length: > 0 } parent)
        {
            Environment["DOTNET_GCHeapHardLimit"] = (bytes * HeapPercent / 100).ToString("x", CultureInfo.InvariantCulture);
            return;
        }

        _group = Directory.CreateDirectory(Path.Combine(parent, $"spotnana-{Guid.NewGuid():N}")).FullName;
        var limit = LimitFiles.Select(name => Path.Combine(_group, name)).First(File.Exists);
        File.WriteAllText(limit, bytes.ToString(CultureInfo.InvariantCulture));
        Prefix = ["/bin/sh", "-c", $"echo $$ > '{_group}/cgroup.procs' && exec \"$@\"", "limit"];
    }

    /// <summary>What stands before the command that it holds for.</summary>
    public string[] Prefix { get; } = [];

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>After the process has ended.</summary>
    public void Dispose()
    {
        if (_group is not null)
            Directory.Delete(_group);
    }
}
