using System.Globalization;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>How many file descriptors this process may have and has. Where the system does not tell (not Linux), there is no limit.</summary>
internal static class FileDescriptors
{
    private const string LimitsFile = "/proc/self/limits";
    private const string OpenFolder = "/proc/self/fd";
    private const string LimitLine = "Max open files";

    /// <summary>The limit in force (RLIMIT_NOFILE; the runtime raises it to the hard limit at start).</summary>
    public static int Limit()
    {
        if (!File.Exists(LimitsFile))
            return int.MaxValue;
        var line = File.ReadLines(LimitsFile).FirstOrDefault(line => line.StartsWith(LimitLine, StringComparison.Ordinal));
        var soft = line?[LimitLine.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue;
    }

    /// <summary>How many are open now.</summary>
    public static int Open() => Directory.Exists(OpenFolder) ? Directory.EnumerateFileSystemEntries(OpenFolder).Count() : 0;
}
