using System.Globalization;

namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>What the kernel says about a process and its children.</summary>
internal static class ProcessFigures
{
    // USER_HZ: the same on all Linux machines.
    private const int TicksPerSecond = 100;

    // In /proc/PID/stat, counted from the state on, as the name before it may hold blanks.
    private const int Parent = 1;
    private const int FirstTime = 11;
    private const int Times = 4;

    /// <summary>Time in user mode and in the kernel, of children that have ended too.</summary>
    public static TimeSpan Processor(int process) => TimeSpan.FromSeconds(
        Tree(process).Sum(member => member.Stat[FirstTime..(FirstTime + Times)].Sum(Number)) / (double)TicksPerSecond);

    /// <summary>Memory in RAM now, in MB. Pages that several processes share count in each.</summary>
    public static long ResidentMegabytes(int process) => Megabytes(process, "VmRSS:");

    /// <summary>The most that it had at once.</summary>
    public static long PeakMegabytes(int process) => Megabytes(process, "VmHWM:");

    private static long Megabytes(int process, string name) => Tree(process).Sum(member => Kilobytes(member.Id, name)) / 1024;

    private static long Kilobytes(int process, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }

    private static List<(int Id, string[] Stat)> Tree(int root)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).Select(id => (Id: id, Stat: Stat(id))).Where(member => member.Stat.Length > 0).ToList();
        var tree = all.Where(member => member.Id == root).ToList();
        for (var i = 0; i < tree.Count; i++)
            tree.AddRange(all.Where(member => Number(member.Stat[Parent]) == tree[i].Id));
        return tree;
    }

    private static string[] Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
