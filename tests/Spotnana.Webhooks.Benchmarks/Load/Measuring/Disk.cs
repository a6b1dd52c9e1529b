using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Spotnana.Webhooks.Benchmarks.Load.Measuring;

/// <summary>What the disk is, without which a number of commits a second says little.</summary>
internal static partial class Disk
{
    private const int Turns = 200;

    /// <summary>Whether files in this folder are only in memory.</summary>
    public static bool IsMemory(string folder) => new DriveInfo(folder).DriveFormat is "tmpfs" or "ramfs";

    /// <summary>The median of writing 4 KB and fdatasync.</summary>
    public static TimeSpan MeasureSync(string folder)
    {
        var path = Path.Combine(folder, "sync");
        var block = new byte[4096];
        var times = new List<double>();
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, preallocationSize: Turns * block.Length))
        {
            for (var i = 0; i < Turns; i++)
            {
                var start = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, block, (long)i * block.Length);
                if (FlushData(file) != 0)
                    throw new IOException("fdatasync failed.");
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        File.Delete(path);
        return TimeSpan.FromMilliseconds(times.Median());
    }

    [LibraryImport("libc", EntryPoint = "fdatasync")]
    private static partial int FlushData(SafeHandle file);
}
